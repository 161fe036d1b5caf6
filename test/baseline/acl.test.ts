import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { lessonsAt, NOW, requestAt, session } from '../support/lessons.ts';
import type { Running } from '../support/processes.ts';
import {
  CLUSTER_NEEDED,
  DATABASE_NEEDED,
  HELPFUL,
  NEEDED,
  RULE,
  STREAM_NEEDED,
} from '../support/redis-acl.ts';
import { type RedisCluster, redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { entriesIn } from '../support/redis-subject.ts';

const LOGIN = 'rw:s3cret';
let server: Running;
let cluster: RedisCluster;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
});
afterAll(async () => {
  await Promise.all([server.stop(), cluster.stop()]);
});

const allow = (port: number, ...rules: readonly string[]) =>
  redisCli(port, ['acl', 'setuser', 'rw', 'reset', 'on', '>s3cret', ...rules]);

/** Everything that the store does, once: rejects if anything was refused. */
async function tour(url: string, patience = PATIENT): Promise<void> {
  const link = openRedis({ url, timeout: PATIENT });
  try {
    await link.ready(patience);
    for (const n of [1, 2]) {
      await link.store.recall({ ...requestAt(n), owners: ['a:user:1'] });
      await link.store.learn(lessonsAt(n));
    }
    await link.store.learn({
      sightings: [],
      sessions: [session('ASIA1A', { parentKeyId: 'ASIAP', time: NOW + 1 })],
    });
    expect(await link.store.issuedWith('ASIAP')).toEqual(['ASIA1A']);
    await link.histories.add(lessonsAt(3).sightings);
    expect((await entriesIn(link)).length).toBeGreaterThan(10);
    expect((await link.histories.of('a:user:7')).length).toBeGreaterThan(0);
    expect(await link.histories.forget('a:user:7')).toBe(true);
  } finally {
    await link.close();
  }
}

describe('an ACL of the fewest commands', () => {
  const single = async () => {
    await redisCli(server.port, ['flushall']);
    await redisCli(server.port, ['script', 'flush']);
    await tour(`redis://${LOGIN}@127.0.0.1:${server.port}`);
  };

  it('is enough', async () => {
    await allow(server.port, ...RULE);
    await single();
  });

  it.each(NEEDED.filter((name) => name !== 'eval'))('needs %s', async (name) => {
    await allow(server.port, ...RULE, `-${name}`);
    await expect(single()).rejects.toThrow(/NOPERM|can't run this command/);
  });

  it('needs eval where a script is gone', async () => {
    await allow(server.port, ...RULE, '-eval');
    await redisCli(server.port, ['flushall']);
    const link = openRedis({ url: `redis://${LOGIN}@127.0.0.1:${server.port}`, timeout: PATIENT });
    await link.ready(PATIENT);
    await link.store.recall(requestAt(1));
    await redisCli(server.port, ['script', 'flush']);
    await expect(link.store.recall(requestAt(2))).rejects.toThrow('NOPERM');
    await link.close();
  });

  it.each(HELPFUL)('works without %s', async (name) => {
    await allow(server.port, ...RULE, `-${name}`);
    await single();
  });

  it.each(DATABASE_NEEDED)('needs %s for another database', async (name) => {
    const url = `redis://${LOGIN}@127.0.0.1:${server.port}/1`;
    await allow(server.port, ...RULE, `+${name}`);
    await tour(url);
    await allow(server.port, ...RULE);
    await expect.poll(() => tour(url, 300).catch(String)).toMatch(/'select'/);
    await expect(tour(url.replace('/1', '/999'), 300)).rejects.toThrow();
  });

  it('keeps to keys of rw:', async () => {
    await allow(server.port, ...RULE.filter((rule) => rule !== '~rw:*'), '~other:*');
    await expect(single()).rejects.toThrow('NOPERM');
  });

  it('is enough in a cluster, with the place of the slots', async () => {
    const url = `redis+cluster://${LOGIN}@127.0.0.1:${cluster.nodes[0]?.port}`;
    const all = (...rules: readonly string[]) =>
      Promise.all(cluster.nodes.map(({ port }) => allow(port, ...rules)));
    await all(...RULE, ...CLUSTER_NEEDED.map((name) => `+${name}`));
    await tour(url);
    for (const name of ['cluster|slots', 'cluster|info']) {
      await all(...RULE, ...CLUSTER_NEEDED.map((needed) => `+${needed}`), `-${name}`);
      await expect(tour(url, 300), name).rejects.toThrow(/ERR_STORE_UNAVAILABLE|cannot be reached/);
    }
  });
});

describe('an ACL for a stream', () => {
  const STREAM_RULE = [...RULE, ...STREAM_NEEDED.map((name) => `+${name}`)];
  const read = async () => {
    const link = openRedis({ url: `redis://${LOGIN}@127.0.0.1:${server.port}`, timeout: PATIENT });
    try {
      await link.ready(PATIENT);
      const checkpoints = link.checkpoints('arn:aws:kinesis:us-east-1:111122223333:stream/events');
      await checkpoints.take('a', 60_000);
      expect(await checkpoints.write('a', { moved: new Map([['s', { kind: 'ended' }]]), gone: ['t'] })).toBe(
        true,
      );
      await checkpoints.renew('a', 60_000);
      await checkpoints.release('a');
      expect(await checkpoints.renew('b', 60_000)).toBe('lost');
    } finally {
      await link.close();
    }
  };

  it('is enough', async () => {
    await redisCli(server.port, ['flushall']);
    await allow(server.port, ...STREAM_RULE);
    await read();
  });

  it.each(STREAM_NEEDED)('needs %s', async (name) => {
    await redisCli(server.port, ['flushall']);
    await allow(server.port, ...STREAM_RULE, `-${name}`);
    await expect(read()).rejects.toThrow(/NOPERM|can't run this command/);
  });
});
