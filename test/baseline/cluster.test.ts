import { afterAll, beforeAll } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { type RedisCluster, redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { subjectOf } from '../support/redis-subject.ts';
import { storeContract } from './contract.ts';

/** A case opens at most two stores, and a cluster has no databases: two clusters, emptied in turn. */
let clusters: readonly RedisCluster[] = [];
const links: (RedisLink | undefined)[] = [];
let next = 0;

beforeAll(async () => {
  clusters = await Promise.all([startRedisCluster(), startRedisCluster()]);
});
afterAll(async () => {
  await Promise.all(links.map((link) => link?.close()));
  await Promise.all(clusters.map((cluster) => cluster.stop()));
});

storeContract(
  'Redis Cluster',
  async () => {
    const at = next++ % 2;
    const nodes = clusters[at]?.nodes ?? [];
    await links[at]?.close();
    await Promise.all(nodes.map(({ port }) => redisCli(port, ['flushall'])));
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const link = openRedis({ url: `redis+cluster://${hosts}`, timeout: PATIENT });
    links[at] = link;
    await link.ready(PATIENT);
    return subjectOf(link);
  },
  often(12, 60),
);
