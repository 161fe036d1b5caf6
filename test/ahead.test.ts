import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user } from '../scripts/callers.ts';
import { address, DATABASES, type PlaceName } from '../scripts/places.ts';
import { callerIdentity, deniedRole, type RawCloudTrail } from '../scripts/records.ts';
import { createApp } from '../src/app.ts';
import { openRedis } from '../src/baseline/redis/link.ts';
import { parseConfig } from '../src/config/load.ts';
import { DAY, HOUR, utc } from '../src/core/time/days.ts';
import { UNLOCATED } from '../src/ingest/address/address.ts';
import { normalise } from '../src/ingest/record/normalise.ts';
import { createLog } from '../src/run/log.ts';
import { command } from './support/cli.ts';
import { redisCli } from './support/redis-cluster.ts';
import { startRedis } from './support/redis-server.ts';

const A = '111122223333';
const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2, 9);
const CONFIG = 'fixtures/scenarios/rolewarden.yaml';
const AHEAD = /^eventTime is more than 15 minutes ahead of this host’s clock/;
const call = (time: number, place: PlaceName = 'berlinHome') =>
  callerIdentity({ at: utc(time), by: user(A, 'dave'), from: address(place), account: A });
const refused = (time: number, name: string) =>
  deniedRole({
    ...{ at: utc(time), by: user(A, 'dave'), from: address('berlinHome'), account: A, session: 'x' },
    ...{ role: { account: A, name }, error: 'AccessDenied' },
  });

let server: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** What is said of records, each delivered by itself. */
async function said(store: string, records: readonly RawCloudTrail[]) {
  const link =
    store === 'Redis' ? openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: 60_000 }) : undefined;
  await link?.ready(60_000);
  const config = parseConfig({ databases: DATABASES }, 'test');
  const app = await createApp({ config, log: createLog('silent'), ...(link && { store: link.store }) });
  const outcomes = [];
  for (const [n, body] of records.entries())
    outcomes.push(...(await app.analyzer.analyze([{ id: `d${n}`, body }])));
  await app.close();
  return outcomes;
}

const scores = (outcomes: Awaited<ReturnType<typeof said>>) =>
  outcomes.flatMap(({ findings }) => findings.map(({ score }) => score));

describe('a record that is dated ahead of the host’s clock', () => {
  it('is judged up to fifteen minutes ahead, and none of CloudTrail’s after that', () => {
    const now = START;
    const kind = (time: number) => normalise(call(time), UNLOCATED, undefined, now).kind;
    expect([0, -DAY, 15 * MINUTE].map((by) => kind(now + by))).toEqual(['event', 'event', 'event']);
    expect([16 * MINUTE, HOUR, 3_650 * DAY].map((by) => kind(now + by))).toEqual(Array(3).fill('malformed'));
  });

  it('is compared with the clock of the moment, where none is named', () => {
    expect(normalise(call(Date.now() + 10 * MINUTE), UNLOCATED).kind).toBe('event');
    expect(normalise(call(Date.now() + 20 * MINUTE), UNLOCATED).kind).toBe('malformed');
  });

  it('is a problem of its delivery, with its place and time', async () => {
    const time = Date.UTC(2098, 0);
    const [outcome] = await said('memory', [{ Records: [call(time), call(START)] }]);
    expect(outcome?.problems).toEqual([
      { where: expect.stringContaining('(2098-01-01T00:00:00.000Z)'), reason: expect.stringMatching(AHEAD) },
    ]);
    expect(outcome?.times).toEqual([START]);
  });

  describe.each(['memory', 'Redis'])('teaches and marks nothing (%s)', (store) => {
    const quiet = Array.from({ length: 30 }, (_, day) => call(START + day * DAY));
    const attack = call(START + 31 * DAY, 'lagos');

    it.each([95, 3_650])('habits, %i days ahead', async (days) => {
      const forged = call(Date.now() + days * DAY);
      const honest = scores(await said('memory', [...quiet, attack]));
      expect(honest.at(-1)).toBeGreaterThan(60);
      await redisCli(server.port, ['FLUSHALL']);
      expect(scores(await said(store, [...quiet, forged, attack]))).toEqual(honest);
    });

    it('refused roles, thirty hours ahead', async () => {
      const now = Date.now();
      const roles = Array.from({ length: 16 }, (_, n) => refused(now - MINUTE + n * 1_000, `Admin${n}`));
      await redisCli(server.port, ['FLUSHALL']);
      const found = scores(await said(store, [refused(now + 30 * HOUR, 'zzz'), ...roles]));
      expect(Math.max(...found)).toBeGreaterThanOrEqual(90);
    });
  });
});

describe('a replay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-ahead-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  const replay = async (...args: readonly string[]) => {
    const done = await command([
      'replay',
      '--config',
      CONFIG,
      at('trail'),
      '--summary',
      at('summary'),
      ...args,
    ]);
    return { ...done, summary: JSON.parse(readFileSync(at('summary'), 'utf8')) };
  };

  it.each(['1', '2'])('counts it by reason, with its place and time (%s workers)', async (workers) => {
    const lines = [call(Date.UTC(2098, 0)), call(Date.UTC(2099, 0)), call(START)];
    writeFileSync(at('trail'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { summary } = await replay('--workers', workers);
    expect(summary).toMatchObject({ records: 3, malformed: 2 });
    expect(summary.skipped).toEqual([
      {
        count: 2,
        reason: expect.stringMatching(AHEAD),
        examples: [expect.stringContaining('(2098-01-01'), expect.stringContaining('(2099-01-01')],
      },
    ]);
  });

  it('reads its file again with --resume: once the clock is right, more may be read', async () => {
    const journal = at('journal');
    const write = (time: number) => writeFileSync(at('trail'), `${JSON.stringify(call(time))}\n`);
    write(Date.now() + HOUR);
    await replay('--resume', journal);
    expect(readFileSync(journal, 'utf8')).not.toContain('whole');
    write(START);
    await replay('--resume', journal);
    expect(readFileSync(journal, 'utf8')).toContain('whole');
  });
});
