import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Invocation, readInvocation } from '../../src/run/lambda/deliveries.ts';
import { QUEUE } from '../support/armed.ts';
import { often, seedOf } from '../support/full.ts';
import {
  alerting,
  heardLog,
  kinesisEvent,
  STREAM,
  sequence,
  sqsEvent,
  startHandler,
} from '../support/lambda-lab.ts';

const envelope = (name: string): unknown =>
  JSON.parse(readFileSync(`fixtures/envelopes/${name}.json`, 'utf8'));
const sources = ({ deliveries }: Invocation) => deliveries.map(({ source }) => source);

describe('a Lambda event, taken apart', () => {
  it('of a shard: bytes, the stream’s ARN, and the sequence number to go back to', () => {
    const { deliveries, items, kind } = readInvocation(kinesisEvent(['one', 'two']), 'r');
    expect(kind).toBe('kinesis');
    expect(items).toEqual([sequence(0), sequence(1)]);
    expect(deliveries.map(({ body, id }) => [id, String(body)])).toEqual([
      [`shardId-000000000000:${sequence(0)}`, 'one'],
      [`shardId-000000000000:${sequence(1)}`, 'two'],
    ]);
    expect(deliveries.map(({ source }) => source)).toEqual([STREAM, STREAM]);
  });

  it('of a shard, data that is no base64: as it is, so that it is kept for a person', () => {
    const [record] = kinesisEvent(['one']).Records;
    const event = { Records: [{ ...record, kinesis: { ...record?.kinesis, data: '!!!!' } }] };
    expect(readInvocation(event, 'r').deliveries.map(({ body }) => String(body))).toEqual(['!!!!']);
  });

  it('of a queue: the body as it is, and the message to give back', () => {
    const { deliveries, items, kind } = readInvocation(sqsEvent(['', 'two']), 'r');
    expect([kind, items]).toEqual(['sqs', ['m0', 'm1']]);
    expect(deliveries).toEqual([
      { id: 'm0', body: '', source: QUEUE },
      { id: 'm1', body: 'two', source: QUEUE },
    ]);
  });

  it('of EventBridge: trusted by name only where AWS itself is the sender', () => {
    const event = Object(envelope('eventbridge'));
    const read = readInvocation(event, 'r');
    expect(read).toMatchObject({ kind: 'eventbridge', deliveries: [{ id: event.id, body: event }] });
    expect(sources(read)).toEqual(['events.amazonaws.com']);
    expect(read.items).toBeUndefined();
    for (const source of ['acme', 'awsx', '', 7, null, undefined])
      expect(sources(readInvocation({ ...event, source }, 'r'))).toEqual([undefined]);
  });

  it('of SNS, CloudWatch Logs and S3: no partial answer, and what names the source', () => {
    const sns = {
      Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'm', Message: '{}', TopicArn: 't' } }],
    };
    expect(readInvocation(sns, 'r')).toEqual({
      kind: 'sns',
      deliveries: [{ id: 'm', body: '{}', source: 't' }],
    });
    const record = {
      eventSource: 'aws:s3',
      s3: { bucket: { name: 'b', arn: 'arn:aws:s3:::b' }, object: { key: 'k' } },
    };
    expect(readInvocation({ Records: [record, record] }, 'r')).toEqual({
      kind: 's3',
      deliveries: ['r:0', 'r:1'].map((id) => ({ id, body: { Records: [record] }, source: 'arn:aws:s3:::b' })),
    });
    const logs = readInvocation(envelope('cloudwatch-logs-lambda'), 'r');
    expect(logs).toEqual({ kind: 'logs', deliveries: [{ id: 'r', body: expect.any(Uint8Array) }] });
  });

  it('of a schedule: nothing to judge', () => {
    const tick = { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
    for (const event of [tick, { ...tick, source: 'aws.scheduler', detail: '{}' }])
      expect(readInvocation(event, 'r')).toEqual({ kind: 'schedule', deliveries: [] });
    expect(readInvocation({ ...tick, source: 'acme' }, 'r').deliveries).toHaveLength(1);
  });

  it('of nothing that is known: one delivery, whatever it is, and no source', () => {
    const odd: readonly unknown[] = [null, undefined, 7, 'x', [], [1], {}, { Records: 7 }, { Records: [] }];
    const mixed = { Records: [...kinesisEvent(['a']).Records, ...sqsEvent(['b']).Records] };
    const unnamed = { Records: [{ eventSource: 'aws:sqs', messageId: '', body: 'x' }] };
    for (const event of [...odd, mixed, unnamed, envelope('trail'), envelope('firehose')])
      expect(readInvocation(event, 'r')).toEqual({ kind: 'unknown', deliveries: [{ id: 'r', body: event }] });
  });

  it('lets no invoker write a long id into the log', () => {
    const { deliveries, items } = readInvocation(sqsEvent(['x'], ['m'.repeat(5_000)]), 'r');
    expect(deliveries[0]?.id).toHaveLength(256);
    expect(items?.[0]).toHaveLength(5_000);
  });
});

/** JSON that is near to what Lambda sends: the names it uses, with anything in their places. */
const NAMES = [
  'Records',
  'kinesis',
  'data',
  'sequenceNumber',
  'eventID',
  'eventSource',
  'eventSourceARN',
  'messageId',
  'body',
  'Sns',
  'Message',
  'MessageId',
  'TopicArn',
  's3',
  'bucket',
  'object',
  'arn',
  'awslogs',
  'detail-type',
  'detail',
  'source',
  'id',
  '__proto__',
  'constructor',
  'toString',
];
const near = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    fc.constantFrom('aws:sqs', 'aws:kinesis', 'aws.sts', '', 'e30=', '{}', '[', null, 0, true),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 }).map(
      // as JSON.parse makes objects: `__proto__` is a name like any other
      (pairs): unknown =>
        JSON.parse(
          `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
        ),
    ),
  ),
})).value;

describe('any JSON as an event', () => {
  const log = heardLog();
  let handler: Awaited<ReturnType<typeof startHandler>>;
  beforeAll(async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    handler = await startHandler(alerting({ alerts: [] }), log);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await handler.live.close();
  });

  it('is answered: nothing throws, nothing comes again, everything has an id', async () => {
    const seed = seedOf('lambda events');
    const event = fc.oneof(
      near,
      fc.jsonValue(),
      fc.array(near, { maxLength: 3 }).map((Records) => ({ Records })),
    );
    await fc.assert(
      fc.asyncProperty(event, async (value) => {
        const { deliveries, items } = readInvocation(value, 'r');
        expect(items === undefined || items.length === deliveries.length).toBe(true);
        for (const item of items ?? []) expect(item).not.toBe('');
        for (const { id } of deliveries) expect(id).not.toBe('');
        const answer = await handler.invoke(value);
        expect(answer?.batchItemFailures ?? []).toEqual([]);
      }),
      { seed, numRuns: often(1_500, 50_000) },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('is done with also where it is nested deeper than can be walked', async () => {
    const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
    const detail = { eventVersion: '1.11', eventName: 'AssumeRole', requestParameters: deep };
    const events = [
      deep,
      { deep },
      { Records: deep },
      { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.sts', detail },
    ];
    log.lines.length = 0;
    for (const event of events) expect(await handler.invoke(event)).toBeUndefined();
    expect(log.poison()).toHaveLength(events.length);
  });

  it('is never written to the log', async () => {
    log.lines.length = 0;
    const secret = 'FwoGZXIvYXdzEXAMPLETOKEN';
    for (const value of [
      secret,
      [secret],
      { [secret]: secret },
      sqsEvent([secret]),
      kinesisEvent([`{"${secret}":`]),
    ])
      await handler.invoke(value);
    expect(log.lines.length).toBeGreaterThan(5);
    expect(JSON.stringify(log.lines)).not.toContain(secret);
  });
});
