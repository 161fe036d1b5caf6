import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { pack } from '../../src/ingest/packed/packed.ts';
import { createShelf } from '../../src/run/replay/shelf.ts';
import { createSpool } from '../../src/run/replay/spool.ts';
import { eventOf, PLACES } from '../support/events.ts';
import { replayed } from '../support/replayed.ts';
import { watched } from '../support/watched.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-spool-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const event = pack(
  eventOf(watched(createStage(1), 's3:ListBuckets', null), { watch: true, separate: false }),
);
const PATHS = ['fixtures/scenarios/impossible-travel/events.jsonl'];
const LINUX = existsSync('/proc/self/fd');

/** Files of this process that no folder has any more. */
function nameless(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(folder) && link.endsWith('(deleted)')).length;
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

describe('events on the disk', () => {
  it('come back as they were, in a file that no folder shows', () => {
    vi.stubEnv('TMPDIR', folder);
    const spool = createSpool();
    const blocks = [1, 2, 3].map((n) => spool.write(Array.from({ length: n }, () => event)));
    expect(readdirSync(folder)).toEqual([]);
    expect(blocks.map((block) => spool.read(block))).toStrictEqual([
      [event],
      [event, event],
      [event, event, event],
    ]);
    spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(LINUX)('leave nothing behind when a replay ends, is stopped or fails', async () => {
    vi.stubEnv('TMPDIR', folder);
    await replayed(PATHS, undefined, { held: 5 });
    expect([readdirSync(folder), nameless()]).toEqual([[], 0]);
    let open = 0;
    const progress = (phase: string) => {
      if (phase === 'reading') return;
      open = nameless();
      throw new Error('enough');
    };
    await expect(replayed(PATHS, undefined, { held: 5, progress })).rejects.toThrow('enough');
    expect([open, readdirSync(folder), nameless()]).toEqual([1, [], 0]);
    const aborted = AbortSignal.abort(new Error('stopped'));
    await expect(replayed(PATHS, undefined, { held: 5, signal: aborted })).rejects.toThrow('stopped');
    expect([readdirSync(folder), nameless()]).toEqual([[], 0]);
  });

  it('are not needed where memory has room', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
    expect((await replayed(PATHS)).summary.problems).toBe(0);
  });
});

describe('a disk that takes no events', () => {
  it.each([
    ['is not there', () => join(folder, 'nowhere')],
    [
      'is a file',
      () => {
        const path = join(folder, 'file');
        writeFileSync(path, '');
        return path;
      },
    ],
    ['cannot be written', () => '/proc'],
  ])('because its folder %s: says which, and what to do', (_, place) => {
    const path = place();
    vi.stubEnv('TMPDIR', path);
    const shelf = createShelf(PLACES, 1);
    const thrown = thrownBy(() => shelf.add([event]));
    expect(thrown).toMatchObject({ code: 'ERR_SPOOL', remedy: expect.stringContaining('TMPDIR') });
    expect(String(thrown)).toContain(path);
    shelf.drop();
  });

  it.runIf(existsSync('/usr/bin/prlimit'))('because it is full: says so, and leaves nothing', () => {
    const limit = (bytes: string) =>
      execFileSync('/usr/bin/prlimit', [`--fsize=${bytes}:`, `--pid=${process.pid}`]);
    vi.stubEnv('TMPDIR', folder);
    const before = readdirSync(folder);
    const spool = createSpool();
    limit('10000');
    const thrown = thrownBy(() => spool.write(Array.from({ length: 100 }, () => event)));
    limit('unlimited');
    spool.close();
    expect(thrown).toMatchObject({ code: 'ERR_SPOOL', remedy: expect.stringContaining('make room') });
    expect(readdirSync(folder)).toEqual(before);
  });
});
