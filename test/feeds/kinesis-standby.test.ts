import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundled } from '../../scripts/bundled.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { type Consumer, type ConsumerOptions, consume, SHORT, texts } from '../support/kinesis-rig.ts';
import { type KinesisServer, startKinesis } from '../support/kinesis-server.ts';
import { type Running, restart } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';

let kinesis: KinesisServer;
let redis: Running;
let link: RedisLink;
let script: string;
beforeAll(async () => {
  script = await bundled('test/support/kinesis-worker.ts');
  [kinesis, redis] = await Promise.all([startKinesis(), startRedis()]);
  link = await linked(redis.port);
});
afterAll(async () => {
  await link.close();
  await Promise.all([redis.stop(), kinesis.stop()]);
});

const LONG = { timeout: 120_000 };

async function linked(port: number): Promise<RedisLink> {
  const opened = openRedis({ url: `redis://127.0.0.1:${port}`, timeout: 5_000 });
  await opened.ready(60_000);
  return opened;
}

function reads(stream: string, more: Partial<ConsumerOptions> = {}): Consumer {
  const consumer = consume({ url: kinesis.url, stream, checkpoints: link.checkpoints, ...more });
  onTestFinished(async () => {
    consumer.abandon();
    await consumer.stop().catch(() => {});
  });
  return consumer;
}

/** Where Redis keeps how far a stream of the emulator was read. */
const keyOf = (stream: string) => `rw:kinesis:arn:aws:kinesis:us-east-1:000000000000:stream/${stream}`;

/** What workers took, in the order in which it was heard. */
const lastTaken: string[] = [];

/** A feed in a process of its own, and the texts that it took. */
function worker(
  stream: string,
  port = redis.port,
): { readonly child: ChildProcess; readonly took: string[] } {
  const args = [kinesis.url, stream, String(port)];
  const child = fork(script, args, { execArgv: [] });
  const took: string[] = [];
  child.on('message', (text) => {
    took.push(String(text));
    lastTaken.push(String(text));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, took };
}

describe('a second process', () => {
  it('stands by, and takes over when the first gives the stream back', async () => {
    await kinesis.create('release', 2);
    const first = reads('release');
    await kinesis.put('release', 0, texts('a', 20));
    await expect.poll(() => first.done.length, LONG).toBe(20);
    const second = reads('release');
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    expect(second.feed.health()).toEqual({ ok: true, detail: expect.stringContaining('stands by') });
    await kinesis.put('release', 0.9, texts('b', 20));
    await expect.poll(() => first.done.length, LONG).toBe(40);
    await first.stop();
    await kinesis.put('release', 0, texts('a', 20, 20));
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 20, 20));
    expect(second.said('stands by')).toBe(1);
  });

  it('takes over from one that was killed, when its lease has run out', async () => {
    await kinesis.create('killed', 1);
    const first = worker('killed');
    await kinesis.put('killed', 0, texts('a', 20));
    await expect.poll(() => first.took.length, LONG).toBe(20);
    const second = reads('killed');
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    first.child.kill('SIGKILL');
    await kinesis.put('killed', 0, texts('a', 20, 20));
    await expect.poll(() => second.done, LONG).toContain('a39');
    // what the first had taken and not written comes once more
    expect(second.done.slice(-20)).toEqual(texts('a', 20, 20));
  });

  it('is not disturbed by one that was frozen and wakes up', async () => {
    await kinesis.create('zombie', 1);
    const first = worker('zombie');
    await kinesis.put('zombie', 0, texts('a', 20));
    await expect.poll(() => first.took.length, LONG).toBe(20);
    const second = reads('zombie');
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    first.child.kill('SIGSTOP');
    await kinesis.put('zombie', 0, texts('a', 20, 20));
    await expect.poll(() => second.done, LONG).toContain('a39');
    first.child.kill('SIGCONT');
    await kinesis.put('zombie', 0, texts('a', 20, 40));
    await expect.poll(() => second.done, LONG).toContain('a59');
    await second.stop();
    await kinesis.put('zombie', 0, texts('a', 20, 60));
    await expect.poll(() => first.took, LONG).toContain('a79');
    // nothing of what was taken over meanwhile: it took nothing and wrote no checkpoint as a zombie
    expect(first.took).toEqual([...texts('a', 20), ...texts('a', 20, 60)]);
    first.child.send('stop');
    await once(first.child, 'exit');
  });
});

describe('one that was frozen while it asked the store', () => {
  it('takes nothing before it has asked again: that no answer came is no news of the store', async () => {
    const proxy = await startProxy(redis.port);
    onTestFinished(() => proxy.close());
    await kinesis.create('asleep', 1);
    const first = worker('asleep', proxy.port);
    await kinesis.put('asleep', 0, texts('a', 20));
    await expect.poll(() => first.took.length, LONG).toBe(20);
    const second = reads('asleep');
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    await proxy.mode({ latencyMs: 2_000 });
    const { bytesUp } = proxy.counts;
    await expect.poll(() => proxy.counts.bytesUp, LONG).toBeGreaterThan(bytesUp);
    first.child.kill('SIGSTOP');
    await proxy.mode('pass');
    await kinesis.put('asleep', 0, texts('a', 20, 20));
    await expect.poll(() => second.done, LONG).toContain('a39');
    first.child.kill('SIGCONT');
    await second.stop();
    await kinesis.put('asleep', 0, texts('a', 20, 40));
    await expect.poll(() => first.took, LONG).toContain('a59');
    expect(first.took).toEqual([...texts('a', 20), ...texts('a', 20, 40)]);
  });
});

it('loses nothing when whoever reads is killed again and again, and the stream is split meanwhile', async () => {
  await kinesis.create('kills', 2);
  const workers = [worker('kills'), worker('kills')];
  const seen = () => new Set(workers.flatMap(({ took }) => took));
  let put = 0;
  const load = async () => {
    await kinesis.put('kills', 0.2, texts('low', 30, put));
    await kinesis.put('kills', 0.8, texts('high', 30, put));
    put += 30;
  };
  for (const at of [0.2, 0.8, 0.2]) {
    const before = seen().size;
    await load();
    await expect.poll(() => seen().size, LONG).toBeGreaterThan(before);
    await load();
    // the one that took last is the one that reads
    const reader = workers.find(({ took }) => took.length > 0 && took.at(-1) === lastTaken.at(-1));
    reader?.child.kill('SIGKILL');
    workers.push(worker('kills'));
    await kinesis.split('kills', at);
    await load();
  }
  const all = [...texts('low', put), ...texts('high', put)].sort();
  await expect.poll(() => [...seen()].sort(), LONG).toEqual(all);
  // every reader takes what it takes in order
  for (const { took } of workers) {
    for (const prefix of ['low', 'high']) {
      const numbers = took
        .filter((text) => text.startsWith(prefix))
        .map((text) => Number(text.slice(prefix.length)));
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    }
  }
});

describe('Redis away', () => {
  it('does not blind: reading goes on, and checkpoints are written when it is back', async () => {
    let own = await startRedis();
    onTestFinished(() => own.stop());
    const ownLink = await linked(own.port);
    onTestFinished(() => ownLink.close());
    await kinesis.create('away', 2);
    const first = reads('away', { checkpoints: ownLink.checkpoints, pace: { lease: SHORT } });
    await kinesis.put('away', 0, texts('a', 20));
    await expect.poll(() => first.done.length, LONG).toBe(20);
    await own.stop();
    await kinesis.put('away', 0.9, texts('b', 20));
    await expect.poll(() => first.said('read on without checkpoints'), LONG).toBe(1);
    await kinesis.put('away', 0, texts('a', 20, 20));
    await expect.poll(() => first.done.length, LONG).toBe(60);
    expect(first.feed.health()).toEqual({ ok: true, detail: expect.stringContaining('without checkpoints') });
    // it comes back empty: everything must be written anew
    own = await restart(own);
    await expect.poll(() => first.said('the store is back'), LONG).toBe(1);
    await first.stop();
    await kinesis.put('away', 0, texts('a', 20, 40));
    const second = reads('away', { checkpoints: ownLink.checkpoints });
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 20, 40));
    expect(first.said('read on without checkpoints')).toBe(1);
  });

  it('for one of two: the other takes over, and the first gives way when it hears of it', async () => {
    const proxy = await startProxy(redis.port);
    onTestFinished(() => proxy.close());
    const cut = await linked(proxy.port);
    onTestFinished(() => cut.close());
    await kinesis.create('cut', 1);
    const first = reads('cut', { checkpoints: cut.checkpoints, pace: { lease: SHORT } });
    await kinesis.put('cut', 0, texts('a', 20));
    await expect.poll(() => first.done.length, LONG).toBe(20);
    const second = reads('cut');
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    await proxy.mode('blackhole');
    await kinesis.put('cut', 0, texts('a', 20, 20));
    await expect.poll(() => second.done, LONG).toContain('a39');
    await proxy.mode('pass');
    await expect.poll(() => first.said('another process has the stream now'), LONG).toBe(1);
    const before = first.done.length;
    await kinesis.put('cut', 0, texts('a', 20, 40));
    await expect.poll(() => second.done, LONG).toContain('a59');
    expect(first.done).toHaveLength(before);
    expect(first.said('stands by')).toBe(1);
  });

  it('and emptied when it is back: who stands by lets the one that reads write its positions again', async () => {
    const own = await startRedis();
    onTestFinished(() => own.stop());
    const ownLink = await linked(own.port);
    onTestFinished(() => ownLink.close());
    await kinesis.create('emptied', 1);
    // the other asks more often than the first renews
    const first = reads('emptied', { checkpoints: ownLink.checkpoints, pace: { renew: 3_000 } });
    await kinesis.put('emptied', 0, texts('a', 20));
    await expect.poll(() => first.done.length, LONG).toBe(20);
    const second = reads('emptied', { checkpoints: ownLink.checkpoints });
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    await redisCli(own.port, ['FLUSHALL']);
    await expect.poll(() => redisCli(own.port, ['HLEN', keyOf('emptied')]), LONG).toBe('3');
    await first.stop();
    await kinesis.put('emptied', 0, texts('a', 20, 20));
    await expect.poll(() => second.done.length, LONG).toBeGreaterThan(0);
    await expect.poll(() => second.done.at(-1), LONG).toBe('a39');
    expect(second.done).toEqual(texts('a', 20, 20));
  });

  it('and emptied, with nobody left who reads: who stands by begins after a lease', async () => {
    const own = await startRedis();
    onTestFinished(() => own.stop());
    const ownLink = await linked(own.port);
    onTestFinished(() => ownLink.close());
    await kinesis.create('orphan', 1);
    await kinesis.put('orphan', 0, texts('a', 5));
    const { child, took } = worker('orphan', own.port);
    await expect.poll(() => took.length, LONG).toBe(5);
    const second = reads('orphan', { checkpoints: ownLink.checkpoints, pace: { lease: SHORT } });
    await expect.poll(() => second.said('stands by'), LONG).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await redisCli(own.port, ['FLUSHALL']);
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 5));
    expect(second.said('has forgotten')).toBe(1);
  });

  it('at the start: nothing is read until it can be asked, which is said once', async () => {
    const proxy = await startProxy(redis.port);
    onTestFinished(() => proxy.close());
    const cut = await linked(proxy.port);
    onTestFinished(() => cut.close());
    await kinesis.create('start', 1);
    await kinesis.put('start', 0, ['a']);
    await proxy.mode('refuse');
    const consumer = reads('start', { checkpoints: cut.checkpoints });
    await expect.poll(() => consumer.said('nothing is read until it can'), LONG).toBe(1);
    expect(consumer.feed.health()).toEqual({ ok: false, detail: 'waits for the store' });
    await proxy.mode('pass');
    await expect.poll(() => consumer.done, LONG).toEqual(['a']);
    expect(consumer.said('nothing is read until it can')).toBe(1);
  });
});
