import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRolewarden } from '../support/cli.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-interrupted-'));
const at = (name: string) => join(folder, name);

/** Takes connections and says nothing, as what is behind a firewall. */
const silent = createServer();
/** Hangs up on everybody: who waits for it tries again and again. */
const refusing = createServer((socket) => socket.destroy());
let address = '';
let redis: Running | undefined;
beforeAll(async () => {
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const bound = silent.address();
  address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  writeFileSync(at('rolewarden.yaml'), `store: { url: "redis://${address}" }\n`);
  await new Promise<void>((done) => refusing.listen(0, '127.0.0.1', done));
  const other = refusing.address();
  const refused = `127.0.0.1:${typeof other === 'object' ? other?.port : ''}`;
  writeFileSync(at('refusing.yaml'), `store: { url: "redis://${refused}" }\n`);
  redis = await startRedis();
  writeFileSync(at('answering.yaml'), `store: { url: "redis://127.0.0.1:${redis.port}" }\n`);
  writeFileSync(at('usual.ndjson'), '');
  spawnSync('mkfifo', [at('pipe')]);
});
afterAll(async () => {
  await redis?.stop();
  silent.close();
  refusing.close();
  rmSync(folder, { recursive: true });
});

/** Until somebody has called so often. */
async function calls(server: Server, times: number): Promise<undefined> {
  for (let n = 0; n < times; n++) await once(server, 'connection');
  return undefined;
}

/** Opens the pipe for writing once somebody has opened it to read, who then waits: nothing is written. */
async function metAtPipe(): Promise<number> {
  for (;;) {
    try {
      return openSync(at('pipe'), constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await wait(50);
    }
  }
}

/** Whoever has not ended then does not end: it is killed, and has said nothing. */
const STUCK = 120_000;

/**
 * The grace of a second, and some; without it these take four and more. Beside it every end has the time that its start
 * took: as much as a busy machine adds.
 */
const SOON = 3_000;
/** Those that may have changed something say what is unclear; the others have written nothing. */
const UNCLEAR = 'what was in progress may or may not have been done';
const SWITCH =
  'may or may not have been changed\n  what to do: run the same command again, or check: rolewarden pending';
const NOTHING = 'nothing was started';
const INCOMPLETE = 'the output above is incomplete';
const ACTION = '0123456789abcdef';
const ROLE = 'arn:aws:iam::111122223333:role/Deploy';

describe('Ctrl-C ends at once what waits', () => {
  it.each([
    ['a store', ['baseline', 'show', 'person:a', '--store', 'redis://SILENT']],
    ['a store', ['explain', 'abcdefgh', '--config', 'CONFIG']],
    ['a store', ['pending', '--config', 'CONFIG'], NOTHING],
    ['a store', ['doctor', '--config', 'CONFIG']],
    ['S3', ['explain', 'abcdefgh', 's3://bucket/logs/']],
    ['S3', ['baseline', 'accept', 'abcdefgh', 's3://bucket/logs/', '--baseline', 'BASELINE']],
    ['a store', ['revoke', 'ASIAEXAMPLEEXAMPLE01', '--config', 'CONFIG'], NOTHING],
    ['a store', ['revoke', '--role', ROLE, '--config', 'CONFIG'], NOTHING],
    ['a store', ['undo', ACTION, '--config', 'CONFIG'], NOTHING],
    ['a store', ['undo', '--all', '--since', '1h', '--config', 'CONFIG'], NOTHING],
    ['a store', ['approve', ACTION, '--config', 'CONFIG'], NOTHING],
    ['a store', ['reject', ACTION, '--config', 'CONFIG'], NOTHING],
    ['a store', ['stop', '--config', 'CONFIG'], NOTHING],
    ['a store', ['resume', '--config', 'CONFIG'], NOTHING],
    ['a store', ['sweep', '--config', 'CONFIG'], NOTHING],
    ['a store that hangs up', ['stop', '--config', 'REFUSING'], NOTHING],
    ['a store that hangs up', ['pending', '--config', 'REFUSING'], NOTHING],
    ['AWS', ['stop', '--config', 'ANSWERING'], SWITCH],
    ['AWS', ['resume', '--config', 'ANSWERING'], SWITCH],
    ['AWS', ['revoke', '--role', ROLE, '--config', 'ANSWERING'], UNCLEAR],
    ['a pipe', ['replay', 'PIPE', '--baseline', 'NEW']],
    ['a pipe', ['baseline', 'import', 'PIPE', '--baseline', 'NEW']],
  ])('for %s: %j', async (_what, words: readonly string[], said = INCOMPLETE) => {
    const names: Readonly<Record<string, string>> = {
      CONFIG: at('rolewarden.yaml'),
      ANSWERING: at('answering.yaml'),
      REFUSING: at('refusing.yaml'),
      BASELINE: at('usual.ndjson'),
      PIPE: at('pipe'),
      NEW: at('new.ndjson'),
    };
    const args = words.map((word) => names[word] ?? word.replace('SILENT', address));
    const start = performance.now();
    const { child, ended } = startRolewarden(args, {
      AWS_ENDPOINT_URL: `http://${address}`,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01',
      AWS_SECRET_ACCESS_KEY: 'example',
    });
    const met = words.includes('REFUSING') ? calls(refusing, 2) : calls(silent, 1);
    const pipe = words.includes('PIPE') ? await metAtPipe() : await met;
    child.kill('SIGINT');
    const began = performance.now();
    const rescue = setTimeout(() => child.kill('SIGKILL'), STUCK);
    const { status, stderr } = await ended;
    const took = performance.now() - began;
    clearTimeout(rescue);
    if (pipe !== undefined) closeSync(pipe);
    // none where it died of the signal
    expect(status ?? 130).toBe(130);
    expect(stderr).toMatch(/rolewarden: interrupted; /);
    expect(stderr).toContain(said);
    expect(took).toBeLessThan(SOON + (began - start));
    expect(existsSync(at('new.ndjson'))).toBe(false);
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)('%s, once or twice, leaves no half-written file', async (signal) => {
  const results = at(`results-${signal}`);
  mkdirSync(results);
  const write = ['--out', 'found.html', '--summary', 'summary.json', '--baseline', 'new.ndjson'];
  const paths = write.map((word) => (word.startsWith('--') ? word : join(results, word)));
  for (const times of [1, 2]) {
    const { child, ended } = startRolewarden(['replay', at('pipe'), '--format', 'html', ...paths]);
    const pipe = await metAtPipe();
    expect(readdirSync(results)).toHaveLength(3);
    for (let n = 0; n < times; n++) {
      child.kill(signal);
      await wait(100);
    }
    const { stderr } = await ended;
    closeSync(pipe);
    expect(stderr).toContain('interrupted; the output above is incomplete and no file was written');
    expect(readdirSync(results)).toEqual([]);
  }
});

it('also at whatever moment of its start it comes', async () => {
  const delays = [60, 120, 180, 240, 300, 400];
  const start = performance.now();
  // one that nobody stops, beside them
  const whole = startRolewarden(['approve', '--help']).ended.then(() => performance.now() - start);
  const took = await Promise.all(
    delays.map(async (ms) => {
      const { child, ended } = startRolewarden(['approve', ACTION, '--config', at('rolewarden.yaml')]);
      await wait(ms);
      const began = performance.now();
      child.kill('SIGINT');
      await ended;
      return performance.now() - began;
    }),
  );
  const most = SOON + (await whole);
  expect(took.filter((ms) => ms > most)).toEqual([]);
});
