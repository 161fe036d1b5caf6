import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Running } from './processes.ts';
import { startRedis } from './redis-server.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

const GIVE_UP = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
} as const;
/** What nobody answers is waited for so long. */
const SILENCE = 300;

let redis: Running;
let direct: Redis;
let proxy: TcpProxy;
let client: Redis;

beforeAll(async () => {
  redis = await startRedis();
  direct = new Redis({ port: redis.port, host: '127.0.0.1' });
});
afterAll(async () => {
  direct.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await direct.flushall();
  proxy = await startProxy(redis.port);
  client = new Redis({ port: proxy.port, host: '127.0.0.1', ...GIVE_UP, retryStrategy: () => 20 });
  client.on('error', () => {});
  await client.connect();
  proxy.resetCounts();
});
afterEach(async () => {
  client.disconnect();
  await proxy.close();
});

test('counts round trips: one for a pipeline, one for each command awaited', async () => {
  const pipeline = client.pipeline();
  for (let n = 0; n < 50; n++) pipeline.set(`key:${n}`, 'x'.repeat(100));
  await pipeline.exec();
  expect(proxy.counts.turns).toBe(1);
  expect(proxy.counts.bytesUp).toBeGreaterThan(5_000);
  expect(proxy.counts.bytesDown).toBe(50 * '+OK\r\n'.length);
  proxy.resetCounts();
  for (let n = 0; n < 7; n++) await client.get(`key:${n}`);
  expect(proxy.counts.turns).toBe(7);
});

test('a reply in several segments is one turn', async () => {
  await direct.set('long', 'x'.repeat(3_000_000));
  await client.get('long');
  expect(proxy.counts).toMatchObject({ turns: 1, connections: 0 });
  expect(proxy.counts.bytesDown).toBeGreaterThan(3_000_000);
});

test('latency delays each way and keeps the order', async () => {
  await proxy.mode({ latencyMs: 40 });
  const began = performance.now();
  const answers = await Promise.all([client.incr('n'), client.incr('n'), client.incr('n')]);
  expect(answers).toEqual([1, 2, 3]);
  expect(performance.now() - began).toBeGreaterThan(75);
});

test('a black hole accepts and is silent; what went in never comes out', async () => {
  await proxy.mode('blackhole');
  const lost = client.set('ghost', '1').catch(String);
  expect(await Promise.race([lost, wait(SILENCE, 'silence')])).toBe('silence');
  const fresh = connect(proxy.port, '127.0.0.1');
  await once(fresh, 'connect');
  fresh.destroy();
  await passing();
  expect(await lost).toMatch(/Error/);
  expect(await direct.exists('ghost')).toBe(0);
  expect(await client.ping()).toBe('PONG');
});

test('dropped replies: done, and nobody told; the next reply is not taken for the lost one', async () => {
  await proxy.mode('dropReplies');
  const lost = client.incr('n').catch(String);
  await expect.poll(() => direct.get('n')).toBe('1');
  expect(await Promise.race([lost, wait(SILENCE, 'silence')])).toBe('silence');
  await passing();
  expect(await lost).toMatch(/Error/);
  expect(await client.get('n')).toBe('1');
});

test('reset ends existing and new connections; refuse does not listen; both heal on the same port', async () => {
  const quiet = connect(proxy.port, '127.0.0.1');
  await once(quiet, 'connect');
  await wait(20);
  const [failure] = await Promise.all([once(quiet, 'error'), proxy.mode('reset')]);
  expect(failure[0]).toMatchObject({ code: 'ECONNRESET' });
  await proxy.mode('refuse');
  const late = connect(proxy.port, '127.0.0.1');
  const [refused] = await once(late, 'error');
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  await passing();
  expect(await client.ping()).toBe('PONG');
});

test('the slicer hands over single bytes and changes none', async () => {
  const pieces: Buffer[] = [];
  // the proxy is closed over connections that are open still
  const received = createServer((socket: Socket) =>
    socket.on('error', () => {}).on('data', (piece) => pieces.push(piece)),
  );
  const port = await listening(received);
  const sliced = await startProxy(port);
  await sliced.mode('slicer');
  const sender = connect(sliced.port, '127.0.0.1').on('error', () => {});
  sender.end('a sentence of some length');
  while (Buffer.concat(pieces).length < 25) await wait(5);
  expect(Buffer.concat(pieces).toString()).toBe('a sentence of some length');
  expect(pieces.length).toBeGreaterThan(12);
  await sliced.close();
  received.close();
  await proxy.mode('slicer');
  expect(await client.set('k', 'v')).toBe('OK');
});

/** Lets everything through, and waits until the client has found its way again. */
async function passing(): Promise<void> {
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  await proxy.mode('pass');
  await ready;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
