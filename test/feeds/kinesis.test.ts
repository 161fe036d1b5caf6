import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Fate } from '../../src/core/ports/delivery.ts';
import { gate } from '../support/gate.ts';
import { type Consumer, type ConsumerOptions, consume, textOf, texts } from '../support/kinesis-rig.ts';
import { type KinesisServer, startKinesis } from '../support/kinesis-server.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

let kinesis: KinesisServer;
let redis: Running;
let link: RedisLink;
beforeAll(async () => {
  [kinesis, redis] = await Promise.all([startKinesis(), startRedis()]);
  link = openRedis({ url: `redis://127.0.0.1:${redis.port}`, timeout: 10_000 });
  await link.ready(60_000);
});
afterAll(async () => {
  await link.close();
  await Promise.all([redis.stop(), kinesis.stop()]);
});

const LONG = { timeout: 120_000 };

/** A consumer that is stopped when its test is over. */
function reads(stream: string, more: Partial<ConsumerOptions> = {}): Consumer {
  const consumer = consume({ url: kinesis.url, stream, checkpoints: link.checkpoints, ...more });
  onTestFinished(async () => {
    consumer.abandon();
    await consumer.stop().catch(() => {});
  });
  return consumer;
}

const sorted = (all: readonly string[]) => [...all].sort();
/** Those of one prefix, in the order in which they came. */
const of = (consumer: Consumer, prefix: string) => consumer.done.filter((text) => text.startsWith(prefix));

describe('reading a stream', () => {
  it('hands over every record of every shard once and in order', async () => {
    await kinesis.create('all', 3);
    const consumer = reads('all');
    for (let round = 0; round < 3; round++) {
      for (const [at, prefix] of [
        [0, 'a'],
        [0.5, 'b'],
        [0.9, 'c'],
      ] as const) {
        await kinesis.put('all', at, texts(prefix, 700, round * 700));
      }
    }
    await expect.poll(() => consumer.done.length, LONG).toBe(6_300);
    for (const prefix of ['a', 'b', 'c']) expect(of(consumer, prefix)).toEqual(texts(prefix, 2_100));
    const [first] = consumer.deliveries;
    expect(first?.source).toMatch(/^arn:aws:kinesis:us-east-1:\d{12}:stream\/all$/);
    expect(first?.id).toMatch(/^shardId-\d{12}:\d+$/);
    await expect.poll(() => consumer.counts.get('in_flight'), LONG).toBe(0);
    expect(consumer.counts.get('in_flight_bytes')).toBe(0);
    const health = { ok: true, detail: 'reads 3 shards, 0 s behind' };
    await expect.poll(() => consumer.feed.health(), LONG).toEqual(health);
    expect(await consumer.stop()).toEqual({ abandoned: 0 });
    expect(consumer.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('goes on after the checkpoint when it is started again', async () => {
    await kinesis.create('again', 2);
    const first = reads('again');
    await kinesis.put('again', 0, texts('a', 300));
    await kinesis.put('again', 0.9, texts('b', 300));
    await expect.poll(() => first.done.length, LONG).toBe(600);
    await first.stop();
    await kinesis.put('again', 0, texts('a', 300, 300));
    const second = reads('again', { start: 'latest' });
    await kinesis.put('again', 0.9, texts('b', 300, 300));
    await expect.poll(() => second.done.length, LONG).toBe(600);
    expect(of(second, 'a')).toEqual(texts('a', 300, 300));
    expect(of(second, 'b')).toEqual(texts('b', 300, 300));
  });

  it('begins at the tip if it is told to, and loses nothing if it ends before its first checkpoint', async () => {
    await kinesis.create('tip', 1);
    await kinesis.put('tip', 0, texts('old', 5));
    const first = reads('tip', { start: 'latest', fate: () => new Promise(() => {}) });
    await expect.poll(() => first.said('reads the stream'), LONG).toBe(1);
    await expect
      .poll(async () => {
        await kinesis.put('tip', 0, texts('new', 1));
        return first.counts.get('in_flight') ?? 0;
      }, LONG)
      .toBeGreaterThan(0);
    first.abandon();
    expect((await first.ended).abandoned).toBeGreaterThan(0);
    const second = reads('tip', { start: 'latest' });
    await expect.poll(() => second.done, LONG).toContain('new0');
  });

  it('finds the endpoint where every AWS client does', async () => {
    await kinesis.create('endpoint', 1);
    await kinesis.put('endpoint', 0, ['a']);
    vi.stubEnv('AWS_ENDPOINT_URL_KINESIS', kinesis.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const consumer = reads('endpoint', { settings: {} });
    await expect.poll(() => consumer.done, LONG).toEqual(['a']);
  });

  it('reads by ARN, with calls that another emulator takes, from a moment on', async () => {
    const client = new KinesisClient({ endpoint: inject('aws'), requestHandler: new NodeHttpHandler() });
    onTestFinished(() => client.destroy());
    const stream = { StreamName: 'by-arn' };
    await client.send(new CreateStreamCommand({ ...stream, ShardCount: 2 }));
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand(stream));
    const arn = StreamDescriptionSummary?.StreamARN ?? '';
    const put = (text: string) =>
      client.send(new PutRecordCommand({ ...stream, PartitionKey: text, Data: Buffer.from(text) }));
    const first = reads(arn, { url: inject('aws'), start: 'latest' });
    await expect.poll(() => first.feed.health().detail, LONG).toContain('reads 2 shards');
    await first.stop();
    await put('a');
    const second = reads(arn, { url: inject('aws'), start: 'latest' });
    await expect.poll(() => second.done, LONG).toEqual(['a']);
    await put('b');
    await expect.poll(() => second.done, LONG).toEqual(['a', 'b']);
    expect(second.deliveries[0]?.source).toBe(arn);
    expect(second.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('rejects a stream that is not there, and a name that is none', async () => {
    const consumer = reads('nowhere');
    await expect(consumer.ended).rejects.toMatchObject({
      code: 'ERR_AWS',
      remedy: expect.stringContaining('ARN'),
    });
    const arn = reads('arn:aws:kinesis:us-east-1:000000000000:stream/nowhere');
    await expect(arn.ended).rejects.toMatchObject({ code: 'ERR_AWS' });
    expect(() => reads('no such/name')).toThrow('names no Kinesis stream');
  });
});

describe('shards that split and merge', () => {
  it('loses nothing under load, and reads children after their parents', async () => {
    await kinesis.create('reshard', 2);
    const consumer = reads('reshard');
    let put = 0;
    const load = async () => {
      await kinesis.put('reshard', 0.1, texts('low', 50, put));
      await kinesis.put('reshard', 0.7, texts('high', 50, put));
      put += 50;
    };
    await load();
    await kinesis.split('reshard', 0.1);
    await load();
    await kinesis.split('reshard', 0.7);
    await load();
    await load();
    await kinesis.merge('reshard', 0.1, 0.4);
    await load();
    await kinesis.merge('reshard', 0.4, 0.6);
    await load();
    await expect.poll(() => consumer.done.length, LONG).toBe(600);
    // one hash key at any time is in one shard: its order is kept through all of them
    expect(of(consumer, 'low')).toEqual(texts('low', 300));
    expect(of(consumer, 'high')).toEqual(texts('high', 300));
    await expect.poll(() => consumer.said('read to its end'), LONG).toBe(6);
    await consumer.stop();
    const next = reads('reshard');
    await load();
    await expect.poll(() => next.done.length, LONG).toBe(100);
    expect(sorted(next.done)).toEqual(sorted([...texts('low', 50, 300), ...texts('high', 50, 300)]));
  });

  it('holds children back while a parent waits', async () => {
    await kinesis.create('parents', 1);
    await kinesis.put('parents', 0.1, ['parent']);
    await kinesis.split('parents', 0.1);
    await kinesis.put('parents', 0.1, ['child']);
    let held = true;
    const consumer = reads('parents', {
      pace: { hold: 60_000 },
      fate: (text) => (text === 'parent' && held ? 'again' : 'done'),
    });
    await expect.poll(() => consumer.deliveries.length, LONG).toBeGreaterThan(1);
    expect(consumer.done).toEqual([]);
    held = false;
    await expect.poll(() => consumer.done, LONG).toEqual(['parent', 'child']);
  });
});

describe('what comes back', () => {
  it('holds its shard only, and is let go when that can wait no longer', async () => {
    await kinesis.create('held', 2);
    await kinesis.put('held', 0, ['a0', 'owed', 'a1']);
    const { open, opened } = gate();
    let tries = 0;
    const owed = async () => {
      // it has come back, and its shard waits
      if (tries++ > 0) await opened;
      return 'again' as const;
    };
    const consumer = reads('held', { fate: (text) => (text === 'owed' ? owed() : 'done') });
    await expect.poll(() => tries, LONG).toBe(2);
    await kinesis.put('held', 0.9, texts('b', 10));
    await expect.poll(() => of(consumer, 'b').length, LONG).toBe(10);
    expect(consumer.letGo).toEqual([]);
    open();
    await kinesis.put('held', 0, ['a2']);
    await expect.poll(() => consumer.done, LONG).toContain('a2');
    expect(of(consumer, 'a')).toEqual(['a0', 'a1', 'a2']);
    expect(consumer.letGo).toHaveLength(1);
    expect(consumer.deliveries.filter(({ id }) => id === consumer.letGo[0]?.id).length).toBeGreaterThan(1);
    expect(consumer.counts.get('quarantined/kept')).toBe(1);
    const told = consumer.lines.find(({ level }) => level === 'error');
    expect(told?.fields).toEqual({ deliveries: [consumer.letGo[0]?.id] });
    expect(JSON.stringify(consumer.lines)).not.toContain('owed');
  });

  it('goes on, and says so, if it cannot be kept either', async () => {
    await kinesis.create('unkept', 1);
    await kinesis.put('unkept', 0, ['owed first', 'a', 'owed last']);
    const consumer = reads('unkept', {
      pace: { hold: 300 },
      fate: (text) => (text.startsWith('owed') ? 'again' : 'done'),
      letGo: async ({ id }) => {
        if (id !== consumer.deliveries.at(-1)?.id) throw new Error('full');
      },
    });
    await kinesis.put('unkept', 0, ['b']);
    await expect.poll(() => consumer.done, LONG).toEqual(['a', 'b']);
    await expect.poll(() => consumer.counts.get('quarantined/lost'), LONG).toBe(1);
    // one that cannot be kept costs no other
    expect(consumer.counts.get('quarantined/kept')).toBe(1);
    expect(consumer.letGo).toHaveLength(1);
    const lost = consumer.deliveries.find((one) => textOf(one) === 'owed first');
    expect(consumer.lines.filter(({ message }) => message.includes('could not be kept'))).toEqual([
      { level: 'error', fields: { reason: 'full', deliveries: [lost?.id] }, message: expect.any(String) },
    ]);
  });

  it('comes again after a stop: the checkpoint stands before it', async () => {
    await kinesis.create('owes', 1);
    await kinesis.put('owes', 0, ['a', 'owed', 'b']);
    const first = reads('owes', {
      pace: { hold: 60_000 },
      fate: (text) => (text === 'owed' ? 'again' : 'done'),
    });
    await expect.poll(() => first.deliveries.length, LONG).toBeGreaterThan(3);
    expect(await first.stop()).toEqual({ abandoned: 0 });
    const second = reads('owes');
    await expect.poll(() => second.done, LONG).toEqual(['owed', 'b']);
  });
});

describe('an end', () => {
  it('waits for what is in flight, writes its checkpoint, and gives the stream back', async () => {
    await kinesis.create('drain', 1);
    await kinesis.put('drain', 0, texts('a', 250));
    const { open, opened } = gate();
    const first = reads('drain', { fate: () => opened.then(() => 'done') });
    await expect.poll(() => first.counts.get('in_flight'), LONG).toBe(250);
    const stopped = first.stop();
    open();
    expect(await stopped).toEqual({ abandoned: 0 });
    expect(first.done).toEqual(texts('a', 200));
    const second = reads('drain', { pace: { lease: 60_000, standby: 60_000 } });
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 50, 200));
  });

  it('is heard by whoever judges, so that no file is read to its end first', async () => {
    await kinesis.create('heard', 1);
    await kinesis.put('heard', 0, ['names a file']);
    const fate = (_: string, stopped: AbortSignal | undefined) =>
      new Promise<Fate>((resolve) => stopped?.addEventListener('abort', () => resolve('again')));
    const first = reads('heard', { fate });
    await expect.poll(() => first.counts.get('in_flight'), LONG).toBe(1);
    expect(await first.stop()).toEqual({ abandoned: 0 });
    const second = reads('heard');
    await expect.poll(() => second.done, LONG).toEqual(['names a file']);
  });

  it('does not wait for it when it is abandoned', async () => {
    await kinesis.create('abandon', 1);
    await kinesis.put('abandon', 0, texts('a', 10));
    const first = reads('abandon', { fate: () => new Promise(() => {}) });
    await expect.poll(() => first.counts.get('in_flight'), LONG).toBe(10);
    first.abandon();
    expect(await first.ended).toEqual({ abandoned: 10 });
    const second = reads('abandon');
    await expect.poll(() => second.done, LONG).toEqual(texts('a', 10));
  });
});
