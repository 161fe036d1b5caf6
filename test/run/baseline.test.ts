import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { issuedKey, stsCall } from '../../scripts/records.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { createFileHistories } from '../../src/baseline/file/histories.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { command, rolewarden } from '../support/cli.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-baseline-'));
let server: Running;
let next = 0;
beforeAll(async () => {
  server = await startRedis(['--databases', '100']);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const database = () => `redis://127.0.0.1:${server.port}/${next++}`;
const at = (name: string) => join(folder, name);
const baseline = (...args: readonly string[]) => command(['baseline', ...args]);

const RECORDING = 'fixtures/scenarios/tor-to-admin/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
const ALICE = 'person:alice@example.com';

/** Texts that break lines, sort oddly or are no text, as a file holds them. */
const HOSTILE = ['a\u2028b', 'a\rb', '\ud800', 'é', '', '\u0001', '"\\'].flatMap((text) =>
  ['a:', 'a:\n', 'r:1/', 'o:name/'].map((owner) => ({
    owner: owner + text,
    dimension: 'client' as const,
    value: `${text}x`,
    days: [20_500, 20_501],
  })),
);

async function learned(name: string): Promise<string> {
  const path = at(name);
  const { code } = await command(['replay', RECORDING, ...CONFIG, '--baseline', path]);
  expect(code).toBeUndefined();
  return path;
}

describe('baseline export and import', () => {
  it('carry every history from file to store and back, byte for byte', async () => {
    const memory = createMemoryStore();
    memory.add(HOSTILE);
    const file = await learned('from.ndjson');
    const odd = memory.entries().map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(at('odd.ndjson'), odd.reverse().join('\n'));
    expect((await baseline('import', at('odd.ndjson'), '--baseline', file)).stderr).toMatch(
      /imported 28 entries of 28 owners into/,
    );
    const url = database();
    expect((await baseline('import', file, '--store', url)).code).toBeUndefined();
    const exported = rolewarden(['baseline', 'export', '--store', url]).stdout;
    expect(exported).toBe(readFileSync(file, 'utf8'));
    expect((await baseline('export', '--baseline', file)).stdout).toBe(exported);

    const other = database();
    const streamed = rolewarden(['baseline', 'import', '-', '--store', other], { input: exported });
    expect(streamed.stderr).toMatch(/imported \d+ entries of \d+ owners into redis:/);
    expect(rolewarden(['baseline', 'import', '-', '--store', other], { input: exported }).status).toBe(0);
    await baseline('export', '--store', other, '--out', at('out.ndjson'));
    expect(readFileSync(at('out.ndjson'), 'utf8')).toBe(exported);
    await baseline('import', at('out.ndjson'), '--baseline', at('new.ndjson'));
    expect(readFileSync(at('new.ndjson'), 'utf8')).toBe(exported);
  });

  it('refuse a bad line with its number: of a file before anything is written, of a stream with how far it came', async () => {
    const lines = HOSTILE.slice(0, 3).map((entry) => `${JSON.stringify(entry)}\n`);
    const path = at('bad.ndjson');
    for (const [bad, why] of [
      ['{"owner":"a:x","dimension":"seen","value":"*","days":[70000]}', 'not a baseline entry'],
      ['{"owner":"a:x","dimension":"seen","value":"*","days":[20400,60000]}', 'a day that has not come'],
      ['{"owner":"a:x","dimension":"sen","value":"*","days":[1]}', 'not a baseline entry'],
      ['{"owner":"a:x"', 'not JSON'],
    ]) {
      writeFileSync(path, `${lines.join('')}${bad}\n${lines.join('')}`);
      for (const place of [
        ['--store', database()],
        ['--baseline', at('none.ndjson')],
      ]) {
        const { code, stderr } = await baseline('import', path, ...place);
        expect([code, stderr]).toEqual(['ERR_BASELINE_FILE', expect.stringMatching(`line 4 is .*${why}`)]);
        expect((await baseline('export', ...place)).stdout).toBe('');
      }
    }
    const url = database();
    const input = readFileSync(path, 'utf8');
    const { status, stderr } = rolewarden(['baseline', 'import', '-', '--store', url], { input });
    expect(status).toBe(1);
    expect(stderr).toContain(`lines 1 to 3 are in ${url}`);
    expect(stderr).toContain('what is there already is not added twice');
    expect((await baseline('export', '--store', url)).stdout.split('\n')).toHaveLength(4);
  });

  it('say so where the store is not there', async () => {
    const proxy = await startProxy(server.port);
    await proxy.mode('reset');
    const url = `redis://u:Hunter2@127.0.0.1:${proxy.port}`;
    const { code, stdout, stderr } = await baseline('export', '--store', url, '--out', at('never.ndjson'));
    await proxy.close();
    expect([code, stdout]).toEqual(['ERR_STORE_UNAVAILABLE', '']);
    expect(stderr).toContain('redis://***@127.0.0.1');
    expect(stderr).not.toContain('Hunter2');
    expect(() => readFileSync(at('never.ndjson'))).toThrow();
  });
});

describe('baseline show, accept and forget', () => {
  it('work on a store as on a file', async () => {
    const file = await learned('usual.ndjson');
    const url = database();
    await baseline('import', file, '--store', url);
    const places = [
      ['--baseline', file],
      ['--store', url],
    ];
    for (const place of places) {
      expect((await baseline('show', ALICE, ...place)).stdout).toMatch(/country\n {4}known: DE/);
      const hint = await baseline('show', 'alice@ex', ...place);
      expect([hint.code, hint.stderr]).toEqual([
        'ERR_USAGE',
        expect.stringContaining(`did you mean a:${ALICE}`),
      ]);
      const mistyped = await baseline('show', ALICE.replace('alice', 'alcie'), ...place);
      expect(mistyped.stderr).toContain(`did you mean ${ALICE}?`);
    }
    const { stdout } = await command(['replay', RECORDING, ...CONFIG, '--format', 'ndjson']);
    const { id } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    for (const place of places) {
      expect((await baseline('accept', id.slice(0, 18), RECORDING, ...CONFIG, ...place)).stderr).toContain(
        'country RO',
      );
      expect((await baseline('show', ALICE, ...place)).stdout).toMatch(/DE \(\d+\), RO \(3\)/);
    }
    expect((await baseline('export', '--store', url)).stdout).toBe(readFileSync(file, 'utf8'));

    for (const place of places) {
      const { code, stderr } = await baseline('forget', ALICE, ...place);
      expect(code).toBeUndefined();
      expect(stderr).toMatch(/forgot a:person:alice@example\.com in .*: \d+ values of \d+ dimensions/);
      expect(stderr).toMatch(/still named as a holder of o:account\/\d+, o:country\/DE/);
      expect((await baseline('show', ALICE, ...place)).code).toBe('ERR_USAGE');
      expect((await baseline('forget', ALICE, ...place)).code).toBe('ERR_USAGE');
      expect((await baseline('forget', 'o:country/DE', ...place)).stderr).toContain('forgot o:country/DE');
    }
    expect((await baseline('export', '--store', url)).stdout).toBe(readFileSync(file, 'utf8'));
  });

  it('say which words they take', async () => {
    const place = ['--baseline', at('no-matter.ndjson')];
    const short = await baseline('accept', '0f80d2e', RECORDING, ...CONFIG, ...place);
    expect([short.code, short.stderr]).toEqual([
      'ERR_USAGE',
      expect.stringContaining('takes an ID of eight characters or more, not "0f80d2e"'),
    ]);
    const { stderr } = await baseline('show', ...place);
    expect(stderr).not.toContain('did you mean');
  });

  it('make usual what alerts every time, and so never teaches: root of a member account', async () => {
    const stage = createStage(1);
    const asRoot = (day: number, target: string) => {
      const call = {
        at: stage.at(day, '09:00'),
        by: user('111122223333', 'platform'),
        from: address('berlinHome'),
        account: '111122223333',
      };
      const credentials = { accessKeyId: issuedKey(call), expiration: 'Apr 1, 2026, 9:15:00 AM' };
      return stsCall('AssumeRoot', call, { targetPrincipal: target }, { credentials });
    };
    const usual = at('root.ndjson');
    const replayed = async (name: string, ...records: readonly object[]) => {
      writeFileSync(at(name), JSON.stringify({ Records: records }));
      const args = ['replay', at(name), ...CONFIG, '--baseline', usual, '--format', 'ndjson'];
      const { stdout } = await command(args);
      return stdout
        .trim()
        .split('\n')
        .map((line): { readonly id: string; readonly score: number } => JSON.parse(line));
    };
    const daily = Array.from({ length: 20 }, (_, day) => asRoot(day, '444455556666'));
    const before = await replayed('before.json', ...daily);
    expect(before.every(({ score }) => score >= 70)).toBe(true);
    await baseline('accept', before[0]?.id ?? '', at('before.json'), ...CONFIG, '--baseline', usual);
    const [known, other] = await replayed(
      'after.json',
      asRoot(20, '444455556666'),
      asRoot(21, '777788889999'),
    );
    expect(known?.score).toBeLessThan(70);
    expect(other?.score).toBeGreaterThanOrEqual(70);
  });

  it('forgets marks too, where there is nothing else', async () => {
    const url = database();
    const client = new Redis(url);
    await client.set('rw:m:user:x', '00000000');
    expect((await baseline('forget', 'user:x', '--store', url)).stderr).toContain(
      'its marks of the last day',
    );
    expect(await client.dbsize()).toBe(0);
    client.disconnect();
  });
});

describe('histories in a file', () => {
  it('are in the file after save only, united and in order', async () => {
    const path = at('united.ndjson');
    const histories = createFileHistories(path, true);
    await histories.add(HOSTILE);
    await histories.add(HOSTILE.map((entry) => ({ ...entry, days: [20_400, 20_501] })));
    expect(() => readFileSync(path)).toThrow();
    await histories.save();
    const again = createFileHistories(path, false);
    const all = [];
    for await (const entry of again.all()) all.push(entry);
    const memory = createMemoryStore();
    memory.add(HOSTILE.map((entry) => ({ ...entry, days: [20_400, 20_500, 20_501] })));
    expect(all).toEqual(memory.entries());
    expect(await again.of('a:é')).toHaveLength(1);
    expect([await again.forget('a:é'), await again.forget('a:é')]).toEqual([true, false]);
  });
});
