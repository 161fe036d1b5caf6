import { Cluster, Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { redisCli, startRedisCluster } from './redis-cluster.ts';
import { SENTINEL_GROUP, startRedisPair } from './redis-replicas.ts';
import { startSecureRedis } from './redis-secure.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

const at = (port: number) => {
  const client = new Redis({ port, host: '127.0.0.1' });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  return client;
};

test('a cluster of three: keys spread over all, and a script over two slots is refused', async () => {
  const cluster = await startRedisCluster();
  onTestFinished(() => cluster.stop());
  const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
  onTestFinished(() => client.disconnect());
  for (let n = 0; n < 60; n++) await client.set(`key:${n}`, n);
  const sizes = await Promise.all(cluster.nodes.map(({ port }) => redisCli(port, ['dbsize'])));
  expect(sizes.map(Number).reduce((all, size) => all + size)).toBe(60);
  expect(sizes.every((size) => Number(size) > 0)).toBe(true);
  await expect(client.eval('return 1', 2, '{a}x', '{b}x')).rejects.toThrow('CROSSSLOT');
});

test('a pair by hand: what is acknowledged on a cut link is lost by a promotion', async () => {
  let link: TcpProxy | undefined;
  const pair = await startRedisPair({
    through: async (port) => {
      link = await startProxy(port);
      return link.port;
    },
  });
  onTestFinished(async () => {
    await pair.stop();
    await link?.close();
  });
  const primary = at(pair.primary.port);
  await primary.set('before', '1');
  expect(await primary.wait(1, 60_000)).toBe(1);
  await link?.mode('blackhole');
  expect(await primary.set('after', '1')).toBe('OK');
  expect(await primary.wait(1, 50)).toBe(0);
  await pair.promote(pair.replica);
  const replica = at(pair.replica.port);
  expect(await replica.mget('before', 'after')).toEqual(['1', null]);
  await pair.demote(pair.primary, pair.replica);
  await expect(primary.set('more', '1')).rejects.toThrow('READONLY');
});

test('a pair with a sentinel: the replica takes over when the primary is killed', async () => {
  const pair = await startRedisPair({ sentinel: true });
  onTestFinished(() => pair.stop());
  const sentinels = [{ host: '127.0.0.1', port: pair.sentinel?.port ?? 0 }];
  const client = new Redis({ sentinels, name: SENTINEL_GROUP, sentinelRetryStrategy: () => 100 });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  await client.set('before', '1');
  expect(await client.wait(1, 60_000)).toBe(1);
  await pair.primary.stop();
  await pair.impatient();
  const role = () => redisCli(pair.replica.port, ['info', 'replication']);
  await expect.poll(role).toMatch(/role:master/);
  expect(await client.get('before')).toBe('1');
  expect(client.stream.remotePort).toBe(pair.replica.port);
});

test('a secure server: TLS with a verified certificate, one user, keys of rw: only', async () => {
  const { server, ca, username, password } = await startSecureRedis();
  onTestFinished(() => server.stop());
  const connection = { port: server.port, host: '127.0.0.1', username, password, tls: { ca } };
  const client = new Redis(connection);
  onTestFinished(() => client.disconnect());
  expect(await client.set('rw:one', '1')).toBe('OK');
  await expect(client.set('other', '1')).rejects.toThrow('NOPERM');
  await expect(client.flushall()).rejects.toThrow('NOPERM');
  const stranger = new Redis({ ...connection, tls: {}, lazyConnect: true, retryStrategy: () => null });
  stranger.on('error', () => {});
  await expect(stranger.connect()).rejects.toThrow();
  const nobody = new Redis({ port: server.port, host: '127.0.0.1', tls: { ca }, enableReadyCheck: false });
  nobody.on('error', () => {});
  onTestFinished(() => nobody.disconnect());
  await expect(nobody.get('rw:one')).rejects.toThrow('NOAUTH');
});
