import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Checkpoints, Position } from '../../src/core/ports/checkpoints.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { type RedisCluster, redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const ARN = 'arn:aws:kinesis:us-east-1:111122223333:stream/events';
const KEY = `rw:kinesis:${ARN}`;
const LEASE = 600_000;
const POSITIONS: ReadonlyMap<string, Position> = new Map([
  ['shardId-000000000000/1', { kind: 'ended' }],
  ['shardId-000000000001/2', { kind: 'after', sequence: `4${'9'.repeat(55)}`, arrived: 1_764_000_000_123 }],
  ['shardId-000000000002/3', { kind: 'since', time: 1_764_000_000_000 }],
  ['shardId-000000000003/4', { kind: 'horizon' }],
]);

let server: Running;
let cluster: RedisCluster;
let links: { readonly single: RedisLink; readonly cluster: RedisLink };
beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
  const open = (url: string) => openRedis({ url, timeout: PATIENT });
  links = {
    single: open(`redis://127.0.0.1:${server.port}`),
    cluster: open(`redis+cluster://127.0.0.1:${cluster.nodes[0]?.port}`),
  };
  await Promise.all([links.single.ready(PATIENT), links.cluster.ready(PATIENT)]);
});
beforeEach(async () => {
  for (const { port } of [server, ...cluster.nodes]) await redisCli(port, ['FLUSHALL']);
});
afterAll(async () => {
  await Promise.all([links.single.close(), links.cluster.close()]);
  await Promise.all([server.stop(), cluster.stop()]);
});

describe.each(['single', 'cluster'] as const)('who reads a stream, and how far: %s', (kind) => {
  const open = (arn = ARN): Checkpoints => links[kind].checkpoints(arn);

  it('gives a stream to one of many', async () => {
    const checkpoints = open();
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, at) => checkpoints.take(`owner${at}`, LEASE)),
    );
    expect(taken.filter((one) => one.kind === 'ours')).toHaveLength(1);
    const held = taken.find((one) => one.kind === 'held');
    expect(held?.kind === 'held' && held.left).toBeGreaterThan(0);
    expect((await open(`${ARN}2`).take('other', LEASE)).kind).toBe('ours');
  });

  it('keeps every position, for whoever comes next', async () => {
    const checkpoints = open();
    const first = await checkpoints.take('a', LEASE);
    expect(first).toMatchObject({ kind: 'ours', positions: new Map() });
    expect(Math.abs((first.kind === 'ours' ? first.now : 0) - Date.now())).toBeLessThan(60_000);
    expect(await checkpoints.write('a', { moved: POSITIONS, gone: [] })).toBe(true);
    expect(await checkpoints.take('a', LEASE)).toMatchObject({ kind: 'ours', positions: POSITIONS });
    await checkpoints.release('a');
    expect(await checkpoints.take('b', LEASE)).toMatchObject({ kind: 'ours', positions: POSITIONS });
    const gone = [...POSITIONS.keys()].slice(0, 3);
    expect(await checkpoints.write('b', { moved: new Map(), gone })).toBe(true);
    const left = new Map([...POSITIONS].slice(3));
    expect(await checkpoints.take('b', LEASE)).toMatchObject({ kind: 'ours', positions: left });
  });

  it('refuses everything from an owner whose lease another took over', async () => {
    const checkpoints = open();
    await checkpoints.take('zombie', 1);
    await expect.poll(async () => (await checkpoints.take('heir', LEASE)).kind).toBe('ours');
    expect(await checkpoints.write('zombie', { moved: POSITIONS, gone: [] })).toBe(false);
    expect(await checkpoints.renew('zombie', LEASE)).toBe('lost');
    await checkpoints.release('zombie');
    expect((await checkpoints.take('third', LEASE)).kind).toBe('held');
    expect(await checkpoints.take('heir', LEASE)).toMatchObject({ positions: new Map() });
  });

  it('lets an owner go on whose lease ran out and was not taken', async () => {
    const checkpoints = open();
    await checkpoints.take('a', 1);
    expect(await checkpoints.renew('a', 1)).toBe('ours');
    expect(await checkpoints.write('a', { moved: POSITIONS, gone: [] })).toBe(true);
    await checkpoints.release('a');
    // somebody may have had it meanwhile, and given it back further on
    expect(await checkpoints.renew('a', LEASE)).toBe('lost');
  });

  it('is not taken by one that wants it only if it is known', async () => {
    const checkpoints = open();
    expect(await checkpoints.take('b', LEASE, true)).toEqual({ kind: 'unknown' });
    await checkpoints.take('a', LEASE);
    expect((await checkpoints.take('b', LEASE, true)).kind).toBe('held');
    await checkpoints.write('a', { moved: POSITIONS, gone: [] });
    await checkpoints.release('a');
    expect(await checkpoints.take('b', LEASE, true)).toMatchObject({ kind: 'ours', positions: POSITIONS });
  });

  it('says that everything was forgotten, and gives the stream back to its owner', async () => {
    const checkpoints = open();
    await checkpoints.take('a', LEASE);
    for (const { port } of [server, ...cluster.nodes]) await redisCli(port, ['FLUSHALL']);
    expect(await checkpoints.write('a', { moved: POSITIONS, gone: [] })).toBe(false);
    expect(await checkpoints.renew('a', LEASE)).toBe('emptied');
    expect(await checkpoints.write('a', { moved: POSITIONS, gone: [] })).toBe(true);
  });
});

it('reads what it does not know from the beginning, and refuses a key of another kind', async () => {
  await redisCli(server.port, ['HSET', KEY, 's:a/1', 'z9', 's:b/1', 'a12@x', 's:c/1', 'a12@7']);
  const checkpoints = links.single.checkpoints(ARN);
  expect(await checkpoints.take('a', LEASE)).toMatchObject({
    positions: new Map<string, Position>([
      ['a/1', { kind: 'horizon' }],
      ['b/1', { kind: 'horizon' }],
      ['c/1', { kind: 'after', sequence: '12', arrived: 7 }],
    ]),
  });
  await redisCli(server.port, ['DEL', KEY]);
  await redisCli(server.port, ['SET', KEY, 'x']);
  await expect(checkpoints.take('a', LEASE)).rejects.toThrow();
});

it('keeps positions longer than any stream keeps records', async () => {
  await links.single.checkpoints(ARN).take('a', LEASE);
  expect(Number(await redisCli(server.port, ['TTL', KEY]))).toBeGreaterThan(366 * 86_400);
});
