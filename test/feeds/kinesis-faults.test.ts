import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { createRoom } from '../../src/feeds/kinesis/room.ts';
import { type KinesisFault, type KinesisProxy, startKinesisProxy } from '../support/kinesis-proxy.ts';
import { type Consumer, type ConsumerOptions, consume, texts } from '../support/kinesis-rig.ts';
import { type KinesisServer, startKinesis } from '../support/kinesis-server.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

let kinesis: KinesisServer;
let proxy: KinesisProxy;
let redis: Running;
let link: RedisLink;
beforeAll(async () => {
  [kinesis, redis] = await Promise.all([startKinesis(), startRedis()]);
  proxy = await startKinesisProxy(kinesis.port);
  link = openRedis({ url: `redis://127.0.0.1:${redis.port}`, timeout: 10_000 });
  await link.ready(60_000);
});
afterAll(async () => {
  await link.close();
  await proxy.close();
  await Promise.all([redis.stop(), kinesis.stop()]);
});

const LONG = { timeout: 120_000 };

function reads(stream: string, more: Partial<ConsumerOptions> = {}): Consumer {
  const consumer = consume({ url: proxy.url, stream, checkpoints: link.checkpoints, ...more });
  onTestFinished(async () => {
    proxy.use(() => undefined);
    await consumer.stop().catch(() => {});
  });
  return consumer;
}

const of = (consumer: Consumer, prefix: string) => consumer.done.filter((text) => text.startsWith(prefix));

describe('calls that fail', () => {
  it('cost no record and double none', async () => {
    const faults: readonly KinesisFault[] = [
      'ExpiredIteratorException',
      'ProvisionedThroughputExceededException',
      500,
      'lost',
      'LimitExceededException',
      'KMSThrottlingException',
    ];
    await kinesis.create('faults', 2);
    proxy.use((operation, n) => {
      if (operation === 'DescribeStreamSummary') return undefined;
      return n % 2 === 1 ? faults[((n - 1) / 2) % faults.length] : undefined;
    });
    const consumer = reads('faults');
    for (let round = 0; round < 5; round++) {
      await kinesis.put('faults', 0, texts('a', 100, 100 * round));
      await kinesis.put('faults', 0.9, texts('b', 100, 100 * round));
    }
    await expect.poll(() => consumer.done.length, LONG).toBe(1_000);
    expect(of(consumer, 'a')).toEqual(texts('a', 500));
    expect(of(consumer, 'b')).toEqual(texts('b', 500));
    await expect.poll(() => consumer.counts.get('feed_errors/throttled') ?? 0, LONG).toBeGreaterThan(0);
    await expect.poll(() => consumer.counts.get('feed_errors/unavailable') ?? 0, LONG).toBeGreaterThan(0);
  });

  it('are said once, however long it lasts, and once when they are over', async () => {
    await kinesis.create('outage', 2);
    const consumer = reads('outage');
    // both shards have an iterator: without one, nothing would ask for records
    await expect.poll(() => proxy.count('GetRecords'), LONG).toBeGreaterThan(12);
    proxy.use(() => 500);
    await expect.poll(() => consumer.counts.get('feed_lost'), LONG).toBe(1);
    await expect.poll(() => proxy.count('GetRecords'), LONG).toBeGreaterThan(12);
    expect(consumer.feed.health().ok).toBe(false);
    await kinesis.put('outage', 0, texts('a', 10));
    proxy.use(() => undefined);
    await expect.poll(() => consumer.done, LONG).toEqual(texts('a', 10));
    await expect.poll(() => consumer.counts.get('feed_lost'), LONG).toBe(0);
    await expect.poll(() => consumer.feed.health().ok, LONG).toBe(true);
    expect(consumer.said('does not answer as it should')).toBe(1);
    expect(consumer.said('answers again')).toBe(1);
  });

  it('are tried again where a right is missing: it may be given any minute', async () => {
    await kinesis.create('denied', 1);
    await kinesis.put('denied', 0, ['a']);
    proxy.use(() => 'AccessDeniedException');
    const consumer = reads('denied');
    await expect.poll(() => proxy.count('DescribeStreamSummary'), LONG).toBeGreaterThan(3);
    expect(consumer.feed.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('AccessDenied'),
    });
    proxy.use(() => undefined);
    await expect.poll(() => consumer.done, LONG).toEqual(['a']);
  });

  it('are no fault where an iterator expired: the shard goes on with another', async () => {
    await kinesis.create('expired', 1);
    proxy.use((operation, n) =>
      operation === 'GetRecords' && n % 3 === 0 ? 'ExpiredIteratorException' : undefined,
    );
    const consumer = reads('expired');
    for (let round = 0; round < 5; round++) {
      await kinesis.put('expired', 0, texts('a', 50, 50 * round));
      await expect.poll(() => consumer.done.length, LONG).toBe(50 * (round + 1));
    }
    await expect.poll(() => proxy.count('GetRecords'), LONG).toBeGreaterThan(10);
    expect(consumer.done).toEqual(texts('a', 250));
    const told = consumer.lines.filter(({ fields }) => JSON.stringify(fields).includes('ExpiredIterator'));
    expect(told).toEqual([]);
  });

  it('say that records may be missing where a shard was last read more than a day ago', async () => {
    await kinesis.create('old', 1);
    await kinesis.put('old', 0, texts('a', 5));
    const first = reads('old');
    await expect.poll(() => first.done.length, LONG).toBe(5);
    await first.stop();
    const sequence = first.deliveries[0]?.id.split(':')[1] ?? '';
    const [shard] = await kinesis.open('old');
    const key = `${shard?.ShardId}/${shard?.SequenceNumberRange?.StartingSequenceNumber}`;
    const old = link.checkpoints(first.deliveries[0]?.source ?? '');
    await old.take('me', 60_000);
    await old.write('me', { moved: new Map([[key, { kind: 'after', sequence, arrived: 1_000 }]]), gone: [] });
    await old.release('me');
    const second = reads('old');
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 4, 1));
    expect(second.said('last read more than a day ago')).toBe(1);
  });

  it('read on from the oldest record where the stream does not know the position any more', async () => {
    await kinesis.create('trimmed', 1);
    await kinesis.put('trimmed', 0, texts('a', 5));
    const first = reads('trimmed');
    await expect.poll(() => first.done.length, LONG).toBe(5);
    await first.stop();
    proxy.use((operation, _, body) =>
      operation === 'GetShardIterator' && body.includes('AFTER_SEQUENCE_NUMBER')
        ? 'InvalidArgumentException'
        : undefined,
    );
    const second = reads('trimmed');
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 5));
    expect(second.said('does not know the position')).toBe(1);
  });

  it('know a stream by a shard that never had a record, once those before it are gone', async () => {
    await kinesis.create('children', 1);
    await kinesis.put('children', 0, texts('a', 5));
    const first = reads('children');
    await expect.poll(() => first.done.length, LONG).toBe(5);
    await kinesis.split('children', 0);
    await expect.poll(() => first.feed.health().detail, LONG).toContain('reads 2 shards');
    await first.stop();
    // what is done with an ended shard that the stream no longer lists
    const old = link.checkpoints(`arn:aws:kinesis:us-east-1:000000000000:stream/children`);
    const taken = await old.take('me', 60_000);
    const positions = taken.kind === 'ours' ? [...taken.positions] : [];
    const gone = positions.flatMap(([shard, { kind }]) => (kind === 'ended' ? [shard] : []));
    expect(gone).toHaveLength(1);
    await old.write('me', { moved: new Map(), gone });
    await old.release('me');
    await kinesis.put('children', 0, texts('b', 5));
    const second = reads('children', { start: 'latest' });
    await expect.poll(() => second.feed.health().detail, LONG).toContain('reads 2 shards');
    await kinesis.put('children', 0.9, ['last']);
    await expect.poll(() => second.done, LONG).toContain('last');
    expect(of(second, 'b')).toEqual(texts('b', 5));
  });

  it('never read a new stream of an old name from where the old one stood', async () => {
    await kinesis.create('anew', 1);
    await kinesis.put('anew', 0, texts('old', 5));
    await kinesis.split('anew', 0);
    const first = reads('anew');
    await expect.poll(() => first.said('read to its end'), LONG).toBe(1);
    await first.stop();
    await kinesis.remove('anew');
    // sequence numbers count seconds
    await wait(1_100);
    await kinesis.create('anew', 1);
    await kinesis.put('anew', 0, texts('new', 5));
    const second = reads('anew', { start: 'latest' });
    await expect.poll(() => second.done, LONG).toEqual(texts('new', 5));
  });
});

describe('what is in flight', () => {
  it('is bounded by number and size, first come first served', async () => {
    let changes = 0;
    const room = createRoom({ count: 10, bytes: 100 }, () => changes++);
    const { signal } = new AbortController();
    const [first, second] = [await room.reserve(5, 40, signal), await room.reserve(5, 40, signal)];
    const order: string[] = [];
    const third = room.reserve(1, 50, signal).then((share) => {
      order.push('third');
      return share;
    });
    const fourth = room.reserve(1, 1, signal).then(() => order.push('fourth'));
    await Promise.resolve();
    expect([order, room.count, room.bytes]).toEqual([[], 0, 0]);
    first?.keep(2, 30);
    expect([order, room.count, room.bytes]).toEqual([[], 2, 30]);
    first?.keep(1, 5);
    await Promise.all([third, fourth]);
    expect(order).toEqual(['third', 'fourth']);
    second?.keep(0, 0);
    (await third)?.keep(0, 0);
    first?.keep(0, 0);
    expect([room.count, room.bytes, changes]).toEqual([0, 0, 5]);
  });

  it('takes what is larger than all of it alone, and lets nobody wait whose reading ended', async () => {
    const room = createRoom({ count: 10, bytes: 100 }, () => {});
    const end = new AbortController();
    const large = await room.reserve(1, 1_000, end.signal);
    const waits = room.reserve(1, 1, end.signal);
    const after = room.reserve(1, 1, new AbortController().signal);
    end.abort();
    expect(await waits).toBeUndefined();
    expect(await room.reserve(1, 1, end.signal)).toBeUndefined();
    large?.keep(0, 0);
    expect(await after).toBeDefined();
  });
});
