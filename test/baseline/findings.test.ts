import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { DAY } from '../../src/core/time/days.ts';
import { createLive } from '../../src/live.ts';
import { createLog } from '../../src/run/log.ts';
import { aFinding } from '../report/a-finding.ts';
import { armed, taken } from '../support/armed.ts';
import { rolewarden } from '../support/cli.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Running;
let link: RedisLink;
beforeAll(async () => {
  server = await startRedis();
  link = openRedis({ url: `redis://127.0.0.1:${server.port}`, tls: undefined, timeout: PATIENT });
  await link.ready(PATIENT);
});
beforeEach(() => redisCli(server.port, ['FLUSHALL']));
afterAll(async () => {
  await link.close();
  await server.stop();
});

const now = () => new Date().toISOString();
const finding = (id: string, more: object = {}) => ({ ...aFinding(), id, time: now(), ...more });

describe('findings that the store keeps', () => {
  it('are found by their id and by its beginning, the newest of one id', async () => {
    await link.findings.keep([finding('aaaa-1'), finding('aaaa-2'), finding('bbbb-1')]);
    await link.findings.keep([finding('aaaa-1', { summary: 'as it was last' })]);
    expect(await link.findings.find('aaaa-1')).toMatchObject({ id: 'aaaa-1', summary: 'as it was last' });
    expect([...(await link.findings.idsLike('aaaa'))].sort()).toEqual(['aaaa-1', 'aaaa-2']);
    expect(await link.findings.find('none')).toBeUndefined();
  });

  it('are the copy of a call that scores highest, whichever comes first', async () => {
    const { event } = aFinding();
    const copy = (score: number, eventId: string) =>
      finding('shared-1', { score, event: { ...event, eventId } });
    for (const [score, id] of [
      [90, 'b'],
      [97, 'b'],
      [72, 'b'],
      [97, 'c'],
      [97, 'a'],
    ] as const) {
      await link.findings.keep([copy(score, id)]);
    }
    expect(await link.findings.find('shared-1')).toMatchObject({ score: 97, event: { eventId: 'a' } });
  });

  it('are what a trusted source says of the call, whatever score others give it', async () => {
    const say = (trusted: boolean, score: number) =>
      link.findings.keep([finding('call-1', { trusted, score, summary: trusted ? 'real' : 'made up' })]);
    for (const [trusted, score] of [
      [false, 100],
      [true, 72],
      [false, 100],
    ] as const) {
      await say(trusted, score);
    }
    expect(await link.findings.find('call-1')).toMatchObject({ summary: 'real', score: 72 });
  });

  it('are found beside a field that is no id', async () => {
    await link.findings.keep([finding('aaaa-1')]);
    await redisCli(server.port, ['HSET', `rw:f:${Math.floor(Date.now() / DAY)}`, '\\u12', 'x']);
    expect(await link.findings.idsLike('aaaa')).toEqual(['aaaa-1']);
  });

  it('are those from medium on, of the last thirty days, and leave by themselves', async () => {
    const old = new Date(Date.now() - 40 * DAY).toISOString();
    await link.findings.keep([
      finding('low-1', { level: 'low' }),
      finding('old-1', { time: old }),
      finding('medium-1', { level: 'medium' }),
    ]);
    expect(await link.findings.idsLike('')).toEqual(['medium-1']);
    const [key = ''] = (await redisCli(server.port, ['KEYS', 'rw:f:*'])).split('\n');
    expect(Number(await redisCli(server.port, ['PTTL', key]))).toBeGreaterThan(30 * DAY);
  });

  it('are bounded a day, with room left for what alerts', async () => {
    const flood = Array.from({ length: 4_500 }, (_, n) => finding(`m${n}`, { level: 'medium' }));
    await link.findings.keep(flood);
    await link.findings.keep([finding('alert-1')]);
    const kept = (await link.findings.idsLike('m')).length;
    expect(kept).toBeLessThanOrEqual(2_000);
    expect(kept).toBeGreaterThan(1_900);
    expect(await link.findings.idsLike('alert')).toEqual(['alert-1']);
  });
});

describe('rolewarden explain ID', () => {
  it('tells what a live line found, from the store alone', async () => {
    const config = armed(server.port, { revocation: { mode: 'shadow' } });
    const live = await createLive({ config, environment: {}, log: createLog('silent') });
    const role = {
      kind: 'role',
      partition: 'aws',
      accountId: '123456789012',
      name: 'decoy-told',
      arn: 'arn:aws:iam::123456789012:role/decoy-told',
      uniqueId: 'AROATOLDTOLDTOLDTOLD1',
    } as const;
    const record = taken(role);
    expect(await live.take([{ id: 'm', body: record }])).toEqual(['done']);
    await live.close();
    const file = join(mkdtempSync(join(tmpdir(), 'rolewarden-explain-')), 'rolewarden.json');
    const store = { url: `redis://127.0.0.1:${server.port}` };
    writeFileSync(file, JSON.stringify({ store }));
    const id = String(Object(record)['sharedEventID'] ?? Object(record)['eventID']);
    const told = rolewarden(['explain', id.slice(0, 9), '--config', file]);
    expect([told.status, told.stderr]).toEqual([0, '']);
    expect(told.stdout).toContain('decoy-told');
    const none = rolewarden(['explain', '00000000-none', '--store', store.url]);
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('keeps no finding')]);
    const nowhere = rolewarden(['explain', '00000000-none']);
    expect([nowhere.status, nowhere.stderr]).toEqual([2, expect.stringContaining('no store is configured')]);
  });
});
