import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisHealth } from '../../src/baseline/redis/health.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { COMMANDS } from '../../src/baseline/redis/permissions.ts';
import { aFinding } from '../report/a-finding.ts';
import { anAction } from '../support/an-action.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { lessonsAt, requestAt } from '../support/lessons.ts';
import type { Running } from '../support/processes.ts';
import { LEDGER_NEEDED } from '../support/redis-acl.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const [, LINE = ''] =
  /ACL SETUSER rolewarden on >PASSWORD (.+)/.exec(readFileSync('docs/redis.md', 'utf8')) ?? [];
let server: Running;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const options = () => ({ url: `redis://rw:s3cret@127.0.0.1:${server.port}`, timeout: PATIENT });
const missing = async () => (await redisHealth(options(), PATIENT)).commandsRefused;

async function documented(...more: readonly string[]): Promise<void> {
  await redisCli(server.port, ['flushall']);
  await redisCli(server.port, ['script', 'flush']);
  const rights = [...LINE.split(' '), ...more];
  await redisCli(server.port, ['acl', 'setuser', 'rw', 'reset', 'on', '>s3cret', ...rights]);
}

/** What a consumer does that alerts, acts, keeps findings and reads a stream; rejects if anything was refused. */
async function everything(): Promise<void> {
  const link = openRedis(options());
  try {
    await link.ready(PATIENT);
    await link.store.recall({ ...requestAt(1), owners: ['a:user:1'] });
    await link.store.learn(lessonsAt(1));
    await alerting(link);
    await acting(link);
    const checkpoints = link.checkpoints('arn:aws:kinesis:us-east-1:111122223333:stream/events');
    await checkpoints.take('a', 60_000);
    await checkpoints.write('a', { moved: new Map([['s', { kind: 'ended' }]]), gone: ['t'] });
    await checkpoints.renew('a', 60_000);
    await checkpoints.release('a');
  } finally {
    await link.close();
  }
}

async function alerting({ findings, ledger }: RedisLink): Promise<void> {
  const finding = { ...aFinding(), time: new Date().toISOString() };
  await findings.keep([finding]);
  expect(await findings.idsLike(finding.id)).toEqual([finding.id]);
  expect(await findings.find(finding.id)).toMatchObject({ id: finding.id });
  const [claim] = await ledger.claim(['f1|sns|high'], 60_000);
  if (claim?.kind === 'yours') await ledger.finish('f1|sns|high', claim.fence);
  for (const id of ['f1', 'f2', 'f3']) await ledger.repeat('cause', { id, score: 80, time: 1_000 });
}

async function acting({ ledger }: RedisLink): Promise<void> {
  const caps = { perRole: 1, perAccount: 3, perAccountDay: 10, perHour: 10, reserved: 1 };
  const admission = { accountId: '111122223333', target: 'role Deploy', critical: false };
  for (const actionId of ['a1', 'a2']) await ledger.admit({ ...admission, actionId }, caps);
  for (const { scope } of await ledger.breakers()) expect(await ledger.closeBreaker(scope)).toBe(true);
  await ledger.kill('carol');
  expect(await ledger.killed()).toBe('carol');
  await ledger.kill(undefined);
  await ledger.record(anAction('00000000000000a1'));
  await ledger.change('00000000000000a1', ['pending'], { state: 'rejected', by: 'dana', detail: '' });
  // what is older than thirty days is forgotten
  await redisCli(server.port, ['zadd', 'rw:actions', '1', 'old']);
  expect(await ledger.actions()).toHaveLength(1);
  expect(await ledger.unfit()).toBeUndefined();
}

describe('the line of docs/redis.md', () => {
  it('has every command that is sent, and no other', () => {
    const named = LINE.split(' ').flatMap((word) => (word.startsWith('+') ? [word.slice(1)] : []));
    expect(named.sort()).toEqual([...COMMANDS].sort());
  });

  it('is enough for store, ledger, findings and stream; doctor misses nothing', async () => {
    await documented();
    await everything();
    expect(await missing()).toEqual([]);
  });

  it.each(LEDGER_NEEDED)('has use for %s', async (name) => {
    await documented(`-${name}`);
    await expect(everything()).rejects.toThrow(/NOPERM|ACL failure|can't run this command/);
  });

  // without eval and evalsha nothing can be asked: the check of scripts says so
  it.each(COMMANDS.filter((name) => !name.startsWith('eval')))(
    'is asked about %s by doctor',
    async (name) => {
      await documented(`-${name}`);
      expect(await missing()).toEqual(name === 'select' ? [] : [name]);
    },
  );
});
