import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type RedisClient } from '../../src/baseline/redis/client.ts';
import { createRedisLedger } from '../../src/baseline/redis/ledger.ts';
import { connected } from '../../src/baseline/redis/ready.ts';
import { createRunner, type Runner } from '../../src/baseline/redis/runner.ts';
import { anAction } from '../support/an-action.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

/** Whoever can make a critical alert can make so many wait for a person. */
const MANY = 12_000;
/** What Redis and this process do in a moment, whatever the machine. */
const MOST_AT_ONCE = 500;

let server: Running;
let client: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  const url = `redis://127.0.0.1:${server.port}`;
  client = createClient({ url, timeout: PATIENT });
  await connected(client, url, PATIENT);
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});

it('reads twelve thousand actions that wait, no more than some at once', async () => {
  const runner = createRunner(client, PATIENT, 64);
  const asked: number[] = [];
  const counting: Runner = {
    ...runner,
    run(commands) {
      asked.push(commands.length);
      return runner.run(commands);
    },
  };
  const ledger = createRedisLedger(counting);
  const ids = Array.from({ length: MANY }, (_, at) => String(at).padStart(16, '0'));
  const record = await ledger.record(anAction(ids[0] ?? ''));
  const writing = client.pipeline();
  for (const actionId of ids) {
    writing.set(`rw:x:${actionId}`, JSON.stringify({ ...record, ...anAction(actionId) }));
    writing.zadd('rw:actions', record.since, actionId);
  }
  await writing.exec();
  asked.length = 0;
  const actions = await ledger.actions();
  expect(new Set(actions.map(({ actionId }) => actionId))).toEqual(new Set(ids));
  expect(Math.max(...asked)).toBeLessThanOrEqual(MOST_AT_ONCE);
});
