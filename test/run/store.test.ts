import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Store } from '../../src/core/ports/ports.ts';
import { toNdjson } from '../../src/report/ndjson.ts';
import { createLog } from '../../src/run/log.ts';
import { replay } from '../../src/run/replay/replay.ts';
import { openLiveStore, openReplayStore } from '../../src/store.ts';
import { configuredStore, namedStore } from '../../src/store-choice.ts';
import { rolewarden, startRolewarden } from '../support/cli.ts';
import { freePort, type Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { smallOrganisation } from '../support/small-organisation.ts';
import { startProxy } from '../support/tcp-proxy.ts';

const CONFIG = 'fixtures/scenarios/rolewarden.yaml';
const folder = mkdtempSync(join(tmpdir(), 'rolewarden-store-'));
const organisation = smallOrganisation(folder, 11, 40);
let server: Running;
let next = 0;

beforeAll(async () => {
  server = await startRedis(['--databases', '1000']);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const database = () => `redis://127.0.0.1:${server.port}/${next++}`;
const inRedis = (url: string) => openReplayStore({ kind: 'redis', url, tls: undefined });

/** Every finding, whatever its score, as it is written. */
async function findingsOf(path: string, configPath: string, store: Store, batch?: number): Promise<string> {
  const log = createLog('silent');
  const app = await createApp({ config: loadConfig(configPath), log, store, strict: true });
  const lines: string[] = [];
  await replay(app, {
    paths: [path],
    from: undefined,
    to: undefined,
    log,
    ...(batch === undefined ? {} : { batch }),
    finding: (found) => void lines.push(toNdjson(found)),
  });
  await app.close();
  return lines.join('');
}

/** Compared as a flag: a difference would print megabytes. */
async function expectSame(path: string, config: string, expected: string, url: string, batch?: number) {
  const findings = await findingsOf(path, config, await inRedis(url), batch);
  expect(findings === expected, `${path}, batches of ${batch}`).toBe(true);
}

const scenarios = readdirSync('fixtures/scenarios', { withFileTypes: true }).filter((one) =>
  one.isDirectory(),
);

describe('a replay into Redis', () => {
  it.each(scenarios.map(({ name }) => name))(
    'gives byte for byte what memory gives: %s; also again, and in other batches',
    async (name) => {
      const path = `fixtures/scenarios/${name}/events.jsonl`;
      const expected = await findingsOf(path, CONFIG, createMemoryStore());
      expect(expected).not.toBe('');
      const url = database();
      await expectSame(path, CONFIG, expected, url);
      await expectSame(path, CONFIG, expected, url);
      await expectSame(path, CONFIG, expected, database(), 7);
    },
  );

  it('gives what memory gives for forty days of an organisation, and learns the same', async () => {
    const { recordings, config } = organisation;
    const memory = createMemoryStore();
    const expected = await findingsOf(recordings, config, memory);
    const url = database();
    for (const batch of [1_000, 97]) await expectSame(recordings, config, expected, url, batch);
    const link = openRedis({ url, timeout: 10_000 });
    await link.ready(60_000);
    const kept: string[] = [];
    for await (const entry of link.histories.all()) kept.push(JSON.stringify(entry));
    await link.close();
    expect(kept.sort()).toEqual(
      memory
        .entries()
        .map((entry) => JSON.stringify(entry))
        .sort(),
    );
  });
});

describe('replay --store', () => {
  const path = 'fixtures/scenarios/vendor-account-swapped/events.jsonl';
  const run = (...more: readonly string[]) =>
    rolewarden(['replay', path, '--config', CONFIG, '--format', 'ndjson', '--min-score', '0', ...more]);

  it('prints the same for memory and Redis, and says what was learned where, without the password', () => {
    const url = database();
    const address = url.replace('//', '//:Hunter2@');
    const memory = run('--store', 'memory');
    expect(memory.status).toBe(0);
    expect(memory.stderr).not.toContain('learned');
    const first = run('--store', url);
    expect(first.stdout === memory.stdout).toBe(true);
    expect(first.stderr).toMatch(/learned: [\d,]+ sightings of \d+ owners; \d+ sessions?; kept in redis:/);
    const again = run('--store', url);
    expect(again.stdout === memory.stdout).toBe(true);
    expect(again.stderr).toContain('learned: nothing new');
    const told = run('--store', address);
    expect(told.stderr).toContain('kept in redis://***@127.0.0.1');
    expect(told.stdout + told.stderr).not.toContain('Hunter2');
  });

  it('takes an address from the environment', () => {
    const url = database();
    const given = rolewarden(['replay', path, '--store', `\${env:SOME_STORE}`], { env: { SOME_STORE: url } });
    expect(given.stderr).toContain(`kept in ${url}`);
    const missing = run('--store', `\${env:NO_SUCH_VARIABLE}`);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('NO_SUCH_VARIABLE')]);
  });

  it('never uses the configuration’s store by itself', () => {
    const config = join(folder, 'production.yaml');
    writeFileSync(config, 'store: { url: "redis://127.0.0.1:1" }\n');
    const { status, stderr } = rolewarden(['replay', path, '--config', config]);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('learned')]);
  });

  it.each([
    [['--store', 'redis://u:Hunter2/x@host'], 'has a host that cannot be read'],
    [['--store', 'redis-server'], 'is not a Redis URL'],
    [['--store', 'memory', '--baseline', 'x'], '--store does not go with --baseline'],
    [['--store', 'redis://a', '--compare', 'x'], '--compare does not go with --store'],
  ])('%j is wrong usage', (args, words) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('Hunter2');
  });

  it('ends at once where no store is there, or the database is none', async () => {
    const down = run('--store', `redis://warden:Hunter2@127.0.0.1:${await freePort()}`);
    expect([down.status, down.stdout]).toEqual([1, '']);
    expect(down.stderr).toContain('cannot be reached: connect ECONNREFUSED');
    expect(down.stderr).not.toContain('Hunter2');
    const wrong = run('--store', `redis://127.0.0.1:${server.port}/1000`);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('DB index is out of range')]);
  });

  it('ends where the store is lost on the way, and the same replay again completes it', async () => {
    const proxy = await startProxy(server.port);
    const at = next++;
    const { recordings, config } = organisation;
    const args = ['replay', recordings, '--config', config, '--format', 'ndjson', '--min-score', '0'];
    const out = join(folder, 'lost.ndjson');
    const { ended } = startRolewarden([
      ...args,
      '--out',
      out,
      '--store',
      `redis://127.0.0.1:${proxy.port}/${at}`,
    ]);
    while (proxy.counts.bytesUp < 100_000) await wait(5);
    await proxy.mode('refuse');
    const { status, stderr } = await ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(/the store redis:\/\/127\.0\.0\.1:\d+\/\d+ failed: /);
    expect(stderr).toContain('what was learned is not learned twice (ERR_STORE_UNAVAILABLE)');
    expect(readdirSync(folder).filter((name) => name.startsWith('lost'))).toEqual([]);
    await proxy.close();

    const baseline = join(folder, 'whole.ndjson');
    const memory = rolewarden([...args, '--baseline', baseline]);
    const url = `redis://127.0.0.1:${server.port}/${at}`;
    const again = rolewarden([...args, '--store', url]);
    expect(again.stdout === memory.stdout).toBe(true);
    const { stdout } = rolewarden(['baseline', 'export', '--store', url]);
    expect(stdout === readFileSync(baseline, 'utf8')).toBe(true);
  });
});

describe('a store for live use', () => {
  it('is the memory of the process where the configuration names none', async () => {
    const choice = configuredStore({}, {});
    expect(choice).toEqual({ kind: 'memory' });
    expect((await openLiveStore(choice, createLog('silent'), [])).link).toBeUndefined();
  });

  it('refuses certificates that an address from the environment would not use', () => {
    const config = { url: `\${env:R}`, tls: { ca: 'ca.pem' } };
    expect(() => configuredStore(config, { R: 'redis://u:Hunter2@a' })).toThrow('redis://***@a');
    expect(configuredStore(config, { R: 'rediss://a' })).toMatchObject({ tls: { ca: 'ca.pem' } });
    expect(namedStore('redis://a', config, {})).toMatchObject({ tls: undefined });
  });

  it('says once that the server is not there, goes on, and joins it when it is', async () => {
    const port = await freePort();
    const lines: string[] = [];
    const quiet = () => {};
    const warn = (_: object, message: string) => void lines.push(message);
    const log = { debug: quiet, info: quiet, warn, error: warn };
    const { store } = await openLiveStore(
      { kind: 'redis', url: `redis://127.0.0.1:${port}`, tls: undefined },
      log,
      [],
    );
    expect(lines).toEqual([expect.stringContaining('the store is unavailable at the start')]);
    await expect(store.issuedWith('ASIA')).rejects.toThrow();
    const late = await startRedis([], port);
    try {
      await expect.poll(() => store.issuedWith('ASIA'), { timeout: 60_000 }).toEqual([]);
      expect(lines).toHaveLength(1);
    } finally {
      await store.close();
      await late.stop();
    }
  });
});
