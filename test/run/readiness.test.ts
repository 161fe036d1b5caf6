import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FeedHealth } from '../../src/core/ports/feed.ts';
import { createReadiness } from '../../src/run/consume/readiness.ts';
import { armed } from '../support/armed.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let redis: Running;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const WELL: FeedHealth = { ok: true, detail: 'answers' };
const server = (...words: readonly string[]) => redisCli(redis.port, words);

async function ready() {
  const url = `redis://127.0.0.1:${redis.port}`;
  const feed = { health: () => WELL, run: async () => ({ abandoned: 0 }), close() {} };
  const readiness = createReadiness({
    config: armed(redis.port),
    choice: { kind: 'redis', url, tls: undefined },
    feed,
  });
  const { acting, store } = await readiness.check();
  await readiness.close();
  return [store.ok, store.detail, acting.ok];
}

describe('a consumer is not ready', () => {
  afterEach(async () => {
    await server('REPLICAOF', 'NO', 'ONE');
    await server('CONFIG', 'SET', 'maxmemory', '0');
  });

  it('while its store is full, for nothing is learned or ended then', async () => {
    expect(await ready()).toEqual([true, expect.stringContaining('answers'), true]);
    await server('CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction');
    expect(await ready()).toEqual([false, expect.stringContaining('takes nothing: it is full'), false]);
  });

  it('while its store is a replica', async () => {
    await server('REPLICAOF', '127.0.0.1', '1');
    expect(await ready()).toEqual([false, expect.stringContaining('takes nothing: it is a replica'), false]);
  });
});
