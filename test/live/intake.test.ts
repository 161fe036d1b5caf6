import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { user } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole, callerIdentity } from '../../scripts/records.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { Delivery } from '../../src/core/ports/delivery.ts';
import type { Meter } from '../../src/core/ports/meter.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createLive } from '../../src/live.ts';
import { defineRule, type Rule } from '../../src/rules/define.ts';
import { startFaults } from '../support/aws-faults.ts';

const A = '111122223333';
const SECRET = 'FwoGZXIvYXdzEBYaDexampletoken';
const CREDENTIALS = { accessKeyId: 'testing', secretAccessKey: 'testing' };
let s3: S3Client;
let sqs: SQSClient;

beforeAll(() => {
  const endpoint = inject('aws');
  s3 = new S3Client({ endpoint, region: 'us-east-1', credentials: CREDENTIALS, forcePathStyle: true });
  sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS });
});
afterAll(() => {
  s3.destroy();
  sqs.destroy();
});

const taken = (n: number) =>
  assumeRole({
    at: `2026-03-02T09:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z`,
    by: user(A, 'dave'),
    from: address('berlinHome'),
    account: A,
    role: { account: A, name: 'decoy-one' },
    session: `s${n}`,
    nonce: `${n}`,
  });

/** A line with what it measured and said. */
async function intake(
  more: object = {},
  environment: Readonly<Record<string, string>> = {},
  rules: readonly Rule[] = [],
) {
  const counts = new Map<string, number>();
  const said: string[] = [];
  const count = (name: string, by: number) => void counts.set(name, (counts.get(name) ?? 0) + by);
  const meter: Meter = {
    add: (name, by, labelled) => count(labelled === undefined ? name : `${name}/${labelled}`, by),
    set: (name, value) => void counts.set(name, value),
    observe: (name) => count(name, 1),
  };
  const say = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const findings: Finding[] = [];
  const debug = (fields: object) => void ('finding' in fields && findings.push(Object(fields.finding)));
  const log: Log = { debug, info: say, warn: say, error: say };
  const decoys = { roles: { decoy: ['*decoy-*'] }, alerts: [], databases: DATABASES };
  const live = await createLive({
    config: parseConfig({ ...decoys, ...more }, 'test'),
    environment: { AWS_ENDPOINT_URL_S3: inject('aws'), AWS_REGION: 'us-east-1', ...environment },
    log,
    meter,
    rules,
  });
  return { ...live, counts, said, findings };
}

const delivery = (body: unknown, id = 'm1'): Delivery => ({
  id,
  body,
  source: 'arn:aws:sqs:us-east-1:111122223333:q',
});
const notice = (bucket: string, ...keys: readonly string[]) => ({ s3Bucket: bucket, s3ObjectKey: keys });

async function bucketWith(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const bucket = `trail-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const [key, body] of Object.entries(files)) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  return bucket;
}
const trail = (records: readonly unknown[]) => gzipSync(JSON.stringify({ Records: records }));

describe('what is delivered', () => {
  it('is done when it is judged, and measured', async () => {
    const { close, counts, take } = await intake();
    expect(await take([delivery(taken(1)), delivery({ Records: [taken(2), taken(3)] }, 'm2')])).toEqual([
      'done',
      'done',
    ]);
    await close();
    expect(Object.fromEntries(counts)).toMatchObject({
      events: 3,
      'deliveries/done': 2,
      lag: 3,
      batch_duration: 1,
    });
    expect(counts.get('findings/critical')).toBe(3);
    expect(counts.get('actions/refused')).toBe(3);
  });

  it('comes again if an alert is owed', async () => {
    const topic = { type: 'sns', topic: `arn:aws:sns:us-east-1:${A}:${randomUUID()}` };
    process.env['AWS_ENDPOINT_URL_SNS'] = inject('aws');
    const { close, counts, take } = await intake({ alerts: [topic] });
    const quiet = { ...taken(1), eventSource: 'ec2.amazonaws.com' };
    expect(await take([delivery(taken(1)), delivery(quiet, 'm2')])).toEqual(['again', 'done']);
    delete process.env['AWS_ENDPOINT_URL_SNS'];
    await close();
    expect(counts.get('owed')).toBe(1);
  });
});

describe('what cannot be read', () => {
  const poison = delivery(`{"Records":[{"eventName": ${SECRET}`, 'bad');

  it('is done, and said without its content', async () => {
    const { close, counts, said, take } = await intake();
    expect(await take([poison, delivery(taken(1), 'good')])).toEqual(['done', 'done']);
    await close();
    expect(counts.get('quarantined/kept')).toBe(1);
    expect(said.filter((line) => line.startsWith('put aside'))).toEqual([
      expect.stringMatching(/"delivery":"bad".*"reason":"not JSON".*"sha256":"[0-9a-f]{64}"/),
    ]);
    expect(said.join()).not.toContain(SECRET);
  });

  it('is kept in a folder for its owner only, once', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'rolewarden-quarantine-')), 'new');
    const { close, take } = await intake({ quarantine: { type: 'file', folder } });
    await take([poison]);
    await take([poison]);
    await close();
    const files = readdirSync(folder);
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    const path = join(folder, files[0] ?? '');
    expect(statSync(path).mode & 0o077).toBe(0);
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    expect(kept).toMatchObject({ schema: 'rolewarden.quarantine/1', delivery: 'bad', count: 1 });
    expect(Buffer.from(kept.body, 'base64').toString()).toBe(poison.body);
  });

  it('is kept in a queue, cut to what fits', async () => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    process.env['AWS_ENDPOINT_URL_SQS'] = inject('aws');
    const { close, take } = await intake({ quarantine: { type: 'sqs', queue: QueueUrl } });
    expect(await take([delivery('x'.repeat(400_000), 'large')])).toEqual(['done']);
    delete process.env['AWS_ENDPOINT_URL_SQS'];
    await close();
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const kept = JSON.parse(Messages[0]?.Body ?? '{}');
    expect(kept).toMatchObject({ delivery: 'large', truncated: true, bytes: 400_000 });
  });

  it('comes again if it cannot be kept', async () => {
    const folder = '/dev/null/nowhere';
    const { close, counts, take } = await intake({ quarantine: { type: 'file', folder } });
    expect(await take([poison, delivery(taken(1), 'good')])).toEqual(['again', 'done']);
    await close();
    expect(counts.get('quarantined/lost')).toBe(1);
  });
});

describe('what cannot be judged', () => {
  // no rule of the catalogue fails so; one of somebody's own may
  const broken: Rule = {
    ...defineRule({
      id: 'broken',
      title: 'A rule that fails before it judges',
      family: 'misuse',
      why: 'It stands for whatever nobody has thought of.',
      blindSpots: ['all'],
      falsePositives: ['none'],
      respond: ['Mend it.'],
      attack: ['T1078.004'],
      references: ['https://example.com'],
      on: 'any',
      params: z.strictObject({}),
      detect: () => undefined,
    }),
    looksAt({ name }) {
      if (name === 'GetCallerIdentity') throw new Error('never thought of');
      return false;
    },
  };
  const poison = callerIdentity({
    at: '2026-03-02T09:00:00Z',
    by: user(A, 'dave'),
    from: address('berlinHome'),
    account: A,
  });

  it('comes again by itself: what came with it is judged and done', async () => {
    const { close, counts, findings, said, take } = await intake({}, {}, [broken]);
    const batch = [delivery(taken(1)), delivery(poison, 'poison'), delivery(taken(2), 'm3')];
    expect(await take(batch)).toEqual(['done', 'again', 'done']);
    await close();
    expect(findings).toHaveLength(2);
    expect(counts.get('deliveries/again')).toBe(1);
    expect(said.filter((line) => line.includes('never thought of'))).toEqual([
      expect.stringMatching(/^a batch cannot be judged.*"deliveries":3/),
      expect.stringMatching(/^a delivery cannot be judged.*"delivery":"poison"/),
    ]);
  });

  it('comes again in a file, too: it is not taken for unreadable', async () => {
    const bucket = await bucketWith({
      'a.json.gz': trail([taken(1), poison]),
      'b.json.gz': trail([taken(2)]),
    });
    const { close, counts, findings, said, take } = await intake({}, {}, [broken]);
    expect(await take([delivery(notice(bucket, 'a.json.gz', 'b.json.gz'))])).toEqual(['again']);
    await close();
    expect(findings).toHaveLength(1);
    expect(counts.has('quarantined/kept')).toBe(false);
    expect(said.join()).toContain('a delivery cannot be judged');
  });
});

describe('files that a notification names', () => {
  it('are read, part by part, and judged as if they had been delivered', async () => {
    const records = Array.from({ length: 1_203 }, (_, n) => taken(n));
    const bucket = await bucketWith({
      'AWSLogs/a.json.gz': trail(records),
      'b.json': Buffer.from(JSON.stringify(taken(2_000))),
    });
    const { close, counts, take } = await intake();
    let parts = 0;
    const moved = () => void parts++;
    expect(await take([delivery(notice(bucket, 'AWSLogs/a.json.gz', 'b.json'))], { moved })).toEqual([
      'done',
    ]);
    await close();
    expect(parts).toBe(4);
    expect(counts.get('events')).toBe(1_204);
    expect(counts.get('objects/read')).toBe(2);
    expect(counts.get('deliveries/done')).toBe(1);
  });

  it('that hold no events by their name are left alone', async () => {
    const { close, counts, take } = await intake();
    const names = ['AWSLogs/1/CloudTrail-Digest/x.json.gz', 'readme.txt'];
    expect(await take([delivery(notice('nowhere', ...names))])).toEqual(['done']);
    await close();
    expect(counts.get('objects/skipped')).toBe(2);
  });

  it('that are gone or damaged are kept as unreadable, what could be read is judged', async () => {
    const whole = trail(Array.from({ length: 900 }, (_, n) => taken(n)));
    const bucket = await bucketWith({ 'cut.json.gz': whole.subarray(0, whole.length - 9_000) });
    const { close, counts, said, take } = await intake();
    expect(await take([delivery(notice(bucket, 'cut.json.gz', 'gone.json'))])).toEqual(['done']);
    await close();
    expect(counts.get('events')).toBeGreaterThan(500);
    expect(counts.get('quarantined/kept')).toBe(2);
    expect(said.join('\n')).toMatch(/no such object/);
  });

  it('that are damaged come again while an alert of what could be read is owed', async () => {
    const whole = trail(Array.from({ length: 900 }, (_, n) => taken(n)));
    const bucket = await bucketWith({ 'cut.json.gz': whole.subarray(0, whole.length - 9_000) });
    const topic = { type: 'sns', topic: `arn:aws:sns:us-east-1:${A}:${randomUUID()}` };
    process.env['AWS_ENDPOINT_URL_SNS'] = inject('aws');
    const { close, counts, take } = await intake({ alerts: [topic] });
    expect(await take([delivery(notice(bucket, 'cut.json.gz'))])).toEqual(['again']);
    delete process.env['AWS_ENDPOINT_URL_SNS'];
    await close();
    expect(counts.get('owed')).toBeGreaterThan(0);
    expect(counts.get('quarantined/kept')).toBe(1);
  });

  it('that cannot be read now come again, whole', async () => {
    const faults = await startFaults(inject('aws'));
    faults.use(() => 'denied');
    const bucket = await bucketWith({ 'a.json': Buffer.from(JSON.stringify(taken(1))) });
    const { close, counts, take } = await intake({}, { AWS_ENDPOINT_URL_S3: faults.url });
    expect(await take([delivery(notice(bucket, 'a.json')), delivery(taken(5), 'm2')])).toEqual([
      'again',
      'done',
    ]);
    faults.use(() => undefined);
    expect(await take([delivery(notice(bucket, 'a.json'))])).toEqual(['done']);
    await close();
    await faults.close();
    expect(counts.get('objects/failed')).toBe(1);
    expect(counts.get('feed_errors/refused')).toBe(1);
    expect(counts.get('objects/read')).toBe(1);
  });

  it('that hold millions of nothing, or inflate without end, are refused at once, in bounded memory', async () => {
    const nothing = gzipSync(`{"Records":[${'{},'.repeat(3_000_000)}{}]}`);
    // members that follow each other are one file: 300 MiB, of which 10 have to be deflated
    const passedOver = `${JSON.stringify({ eventVersion: '1.11', eventSource: 's3.amazonaws.com', eventName: 'GetObject' })},`;
    const others = gzipSync(passedOver.repeat(Math.ceil((10 * 1_048_576) / passedOver.length)), { level: 1 });
    const endless = Buffer.concat([gzipSync('{"Records":['), ...Array.from({ length: 30 }, () => others)]);
    const halves = gzipSync(`{"Records":[${'{"eventName":"a"},'.repeat(1_000_000)}{}]}`);
    const bucket = await bucketWith({ 'n.json.gz': nothing, 'e.json.gz': endless, 'h.json.gz': halves });
    const { close, counts, said, take } = await intake();
    expect(await take([delivery(notice(bucket, 'n.json.gz', 'e.json.gz', 'h.json.gz'))])).toEqual(['done']);
    await close();
    expect(counts.get('objects/failed')).toBe(3);
    expect(counts.get('quarantined/kept')).toBe(3);
    expect(said.join('\n')).toMatch(/more than 1000 of its records.*\n.*inflates to more than/);
  });

  it('come again if time runs out; what was read until then is done, and said at once', async () => {
    const bucket = await bucketWith({ 'a.json': Buffer.from(JSON.stringify(taken(1))) });
    const { close, counts, take } = await intake();
    const end = new AbortController();
    const heard: string[] = [];
    const settled = (at: number, fate: string) => {
      heard.push(`${at} ${fate}`);
      // the first file is read: no time for the second
      if (heard.length === 2) end.abort();
    };
    const fates = await take(
      [
        delivery(notice(bucket, 'a.json')),
        delivery(taken(5), 'm2'),
        delivery(notice(bucket, 'a.json'), 'm3'),
      ],
      { signal: end.signal, settled },
    );
    await close();
    expect(fates).toEqual(['done', 'done', 'again']);
    expect(heard).toEqual(['1 done', '0 done', '2 again']);
    expect(counts.get('deliveries/again')).toBe(1);
  });

  it('whose names hold control characters are named without them', async () => {
    const { close, said, take } = await intake();
    const key = 'a\u009b31m\u202eEVIL.json';
    expect(await take([delivery(notice(await bucketWith({}), key))])).toEqual(['done']);
    await close();
    expect(said.join()).toContain('EVIL.json');
    expect(said.join()).not.toMatch(/[\u0080-\u009f\u202e]/);
  });

  it('have the trust of their bucket, not of the queue that told of them', async () => {
    const bucket = await bucketWith({ 'a.json': Buffer.from(JSON.stringify(taken(1))) });
    const trusts: unknown[] = [];
    for (const trusted of ['arn:aws:sqs:us-east-1:111122223333:q', `arn:aws:s3:::${bucket}`]) {
      const { close, findings, take } = await intake({ revocation: { trusted: [trusted] } });
      await take([delivery(notice(bucket, 'a.json')), delivery(taken(2), 'm2')]);
      await close();
      trusts.push(findings.map((finding) => finding.trusted));
    }
    // what came through the queue itself is judged first
    expect(trusts).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});
