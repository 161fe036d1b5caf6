import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { redisHealth } from '../../src/baseline/redis/health.ts';
import { readInfo, whyNoWrites } from '../../src/baseline/redis/info.ts';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { redisFindings } from '../../src/commands/doctor/redis.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { AOF, startRedis } from '../support/redis-server.ts';
import { until } from '../support/witness.ts';

const failing = async (url: string) =>
  redisFindings(await redisHealth({ url, timeout: PATIENT }, PATIENT))
    .filter(({ status }) => status === 'fail')
    .map(({ check }) => check);

it('is said of a server whose append-only file cannot be written: it refuses every write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-redis-'));
  mkdirSync(join(folder, 'appendonlydir'));
  // a disk without room
  symlinkSync('/dev/full', join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof'));
  const server = await startRedis([...AOF, '--dir', folder]);
  onTestFinished(() => server.stop());
  const url = `redis://127.0.0.1:${server.port}`;
  const link = openRedis({ url, timeout: PATIENT });
  onTestFinished(() => link.close());
  await link.ready(PATIENT);
  expect([await link.takesNothing(), await failing(url)]).toEqual([undefined, []]);
  await redisCli(server.port, ['SET', 'rw:a', '1']);
  await until('a write has failed', async () => (await link.takesNothing()) !== undefined);
  expect(await link.takesNothing()).toBe('it cannot write its append-only file');
  expect(await failing(url)).toEqual(['redis-aof']);
  await expect(link.ledger.kill('carol')).rejects.toThrow(/MISCONF/);
});

it('is asked of every master of a cluster by doctor, too', async () => {
  const cluster = await startRedisCluster();
  onTestFinished(() => cluster.stop());
  const url = `redis+cluster://${cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  expect(await failing(url)).toEqual([]);
  for (const { port } of cluster.nodes) {
    await redisCli(port, ['CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction']);
    expect(await failing(url)).toEqual(['redis-room']);
    await redisCli(port, ['CONFIG', 'SET', 'maxmemory', '0']);
  }
});

it('counts memory as the server does: without what its replicas and its file are still to be sent', () => {
  const said = (used: number, apart: number) =>
    readInfo(
      `role:master\r\nused_memory:${used}\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\nmem_not_counted_for_evict:${apart}\r\n`,
    );
  expect([said(1_100, 200).used, whyNoWrites(said(1_100, 200))]).toEqual([0.9, undefined]);
  expect(whyNoWrites(said(1_100, 50))).toBe('it is full');
});
