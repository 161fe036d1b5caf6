import { execFile } from 'node:child_process';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { promisify } from 'node:util';
import slotOf from 'cluster-key-slot';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { historyKey } from '../../src/baseline/redis/store.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { type Running, restart } from '../support/processes.ts';
import { type RedisCluster, redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { expectBetween, until, type Witness, witness } from '../support/witness.ts';

const exec = promisify(execFile);
const proxies: TcpProxy[] = [];
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster([], async (port) => {
    const proxy = await startProxy(port);
    proxies.push(proxy);
    return proxy.port;
  });
});
afterAll(async () => {
  await cluster.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});
beforeEach(() => onAll('flushall'));

const onAll = (...args: readonly string[]) =>
  Promise.all(cluster.nodes.map(({ port }) => redisCli(port, args)));

async function opened(timeout?: number): Promise<{ link: RedisLink; seen: Witness }> {
  const hosts = proxies.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const link = openRedis({ url: `redis+cluster://${hosts}`, timeout });
  const seen = witness(link.store);
  onTestFinished(async () => {
    seen.close();
    await link.close();
  });
  await link.ready(PATIENT);
  return { link, seen };
}

const idOf = ({ port }: Running) => redisCli(port, ['cluster', 'myid']);

describe('a cluster', () => {
  it('holds keys on every node, and a batch is one pipeline a node', async () => {
    const { link, seen } = await opened(PATIENT);
    for (let n = 0; n < 30; n++) await seen.teach(lessonsAt(n));
    expect(await entriesIn(link)).toEqual(seen.must.entries());
    const sizes = await onAll('dbsize');
    expect(sizes.every((size) => Number(size) > 0)).toBe(true);
    for (const proxy of proxies) proxy.resetCounts();
    const { sightings } = lessonsAt(1);
    const owners = [
      ...sightings.map(({ owner }) => owner),
      ...lessonsAt(2).sightings.map(({ owner }) => owner),
    ];
    await link.store.recall({
      ...requestAt(1),
      owners: [...owners, 'a:one', 'a:two', 'a:three', 'a:four'],
      cut: 20_900,
    });
    expect(proxies.map(({ counts }) => counts.turns)).toEqual([1, 1, 1]);
    for (const proxy of proxies) proxy.resetCounts();
    await link.store.learn({ ...lessonsAt(100), sessions: [] });
    expect(proxies.map(({ counts }) => counts.turns)).toEqual([1, 1, 1]);
  });

  it('answers and learns while slots move under load, and loses nothing', async () => {
    const { link, seen } = await opened(PATIENT);
    const [from, to] = cluster.nodes;
    if (from === undefined || to === undefined) throw new Error('no nodes');
    let moving = true;
    const args = [
      '--cluster-from',
      await idOf(from),
      '--cluster-to',
      await idOf(to),
      '--cluster-slots',
      String(often(500, 4_000)),
    ];
    const moved = exec('redis-cli', [
      '--cluster',
      'reshard',
      `127.0.0.1:${from.port}`,
      ...args,
      '--cluster-yes',
    ]);
    void moved.finally(() => {
      moving = false;
    });
    let n = 0;
    for (; moving || n < 50; n++) {
      await seen.recall(requestAt(n));
      await seen.learn(lessonsAt(n));
      await turnOfLoop();
    }
    await moved;
    expect(seen.reasons).toEqual([]);
    expectBetween(await entriesIn(link), seen);
  });

  it('follows a slot at every step of its move', async () => {
    const { link, seen } = await opened(PATIENT);
    await seen.learn(lessonsAt(1));
    const key = historyKey(lessonsAt(1).sightings[0]?.owner ?? '');
    const slot = String(slotOf(key));
    const holds = await Promise.all(
      cluster.nodes.map(
        async ({ port }) => (await redisCli(port, ['cluster', 'countkeysinslot', slot])) !== '0',
      ),
    );
    const from = cluster.nodes[holds.indexOf(true)];
    const to = cluster.nodes[holds.indexOf(false)];
    if (from === undefined || to === undefined) throw new Error('no nodes');
    const [old, young] = [await idOf(from), await idOf(to)];
    await redisCli(to.port, ['cluster', 'setslot', slot, 'importing', old]);
    await redisCli(from.port, ['cluster', 'setslot', slot, 'migrating', young]);
    const asked = async (n: number) => {
      await onAll('script', 'flush');
      const { habits } = await link.store.recall({ ...requestAt(n), cut: 20_500 + n });
      await seen.teach(lessonsAt(n));
      return habits.get(key.slice('rw:h:'.length));
    };
    expect(await asked(1)).toBeDefined();
    await redisCli(from.port, ['migrate', '127.0.0.1', String(to.port), key, '0', '1000']);
    expect(await asked(1)).toBeDefined();
    for (const { port } of cluster.nodes)
      await redisCli(port, ['cluster', 'setslot', slot, 'node', young]).catch(String);
    expect(await asked(1)).toBeDefined();
    await seen.teach({ ...lessonsAt(21), sessions: [] });
    expectBetween(await entriesIn(link), seen);
  });

  it('learns after SCRIPT FLUSH on every node', async () => {
    const { link, seen } = await opened(PATIENT);
    for (let n = 0; n < 10; n++) {
      await onAll('script', 'flush');
      await seen.recall(requestAt(n));
      await seen.learn(lessonsAt(n));
    }
    expect(seen.reasons).toEqual([]);
    expect(await entriesIn(link)).toEqual(seen.must.entries());
  });

  it('fails in time while a node is gone, and works again when it is back', async () => {
    const { link, seen } = await opened();
    const [first] = cluster.nodes;
    if (first === undefined) throw new Error('no node');
    await seen.learn(lessonsAt(1));
    await first.stop();
    for (let n = 0; n < 40; n++) {
      await seen.recall(requestAt(n));
      await seen.learn(lessonsAt(n));
      await turnOfLoop();
    }
    expect(seen.reasons.length).toBeGreaterThan(40);
    expect(seen.longest()).toBeLessThan(400);
    const back = await restart(first);
    onTestFinished(() => back.stop());
    await until('the cluster is whole again', () => works(link.store));
    for (let n = 0; n < 10; n++) await seen.teach({ ...lessonsAt(n), sessions: [] });
    expect(await seen.recall({ ...requestAt(3), cut: 20_950 })).toBeDefined();
  });
});
