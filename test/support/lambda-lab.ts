import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { KinesisStreamEvent, SQSEvent } from 'aws-lambda';
import { parseConfig } from '../../src/config/load.ts';
import { targetOf } from '../../src/core/event/target.ts';
import type { Take } from '../../src/core/ports/delivery.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createLive } from '../../src/live.ts';
import { createEmf } from '../../src/run/emf.ts';
import { createHandler, type LambdaHandler } from '../../src/run/lambda/handler.ts';
import { QUEUE, taken } from './armed.ts';
import { onLoopback } from './loopback.ts';
import { REFUSED, TAKEN } from './sns-answers.ts';

/** What the labs' configurations and events name. */
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
export const STREAM = 'arn:aws:kinesis:us-east-1:123456789012:stream/trail';

/** A configuration whose alerts go to the topic: taking a role called decoy-* is one. */
export function alerting(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    databases: {
      country: `${process.cwd()}/fixtures/places/country.mmdb`,
      asn: `${process.cwd()}/fixtures/places/asn.mmdb`,
    },
    roles: { decoy: ['arn:aws:iam::*:role/decoy-*'] },
    alerts: [{ type: 'sns', topic: TOPIC }],
    ...more,
  };
}

/** A record that is an alert of its own: `id` says who took which decoy. */
export function alertRecord(id: string): object {
  const arn = `arn:aws:iam::123456789012:role/decoy-${id}`;
  const target = targetOf(arn, 'AROADECOYDECOY00001');
  if (target === undefined) throw new Error(`${arn} is no role`);
  return taken(target, { by: `mallory-${id}` });
}

/** A record with nothing in it for us. */
export function quietRecord(): object {
  return { ...alertRecord('quiet'), eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' };
}

/** Parts of a batch as Lambda hands them on, in the order of their sequence numbers. */
export function kinesisEvent(bodies: readonly (string | Buffer)[]): KinesisStreamEvent {
  return {
    Records: bodies.map((body, at) => ({
      awsRegion: 'us-east-1',
      eventID: `shardId-000000000000:${sequence(at)}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: STREAM,
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/rolewarden',
      kinesis: {
        approximateArrivalTimestamp: 1_772_443_800,
        data: Buffer.from(body).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey: 'k',
        sequenceNumber: sequence(at),
      },
    })),
  };
}

/** A sequence number of Kinesis: as long as a real one, ascending for 0 to 9. */
export const sequence = (at: number): string =>
  `4959033827149025660855969253836157109592157598913658889${at}`;

/** The event with which Lambda is handed messages. */
export function sqsEvent(bodies: readonly string[], ids: readonly string[] = []): SQSEvent {
  return {
    Records: bodies.map((body, at) => ({
      messageId: ids[at] ?? `m${at}`,
      receiptHandle: 'r',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1772443800000',
        SenderId: 'AIDA',
        ApproximateFirstReceiveTimestamp: '1772443800000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE,
      awsRegion: 'us-east-1',
    })),
  };
}

/** Every line that was logged, and what was put into the log as quarantine. */
export function heardLog(): Log & {
  readonly lines: { readonly fields: object; readonly message: string }[];
  poison(): readonly string[];
} {
  const lines: { fields: object; message: string }[] = [];
  const hear = (fields: object, message: string) => void lines.push({ fields, message });
  return {
    lines,
    debug() {},
    info: hear,
    warn: hear,
    error: hear,
    poison: () =>
      lines.flatMap(({ fields, message }) =>
        message === 'put aside' && 'delivery' in fields ? [String(fields.delivery)] : [],
      ),
  };
}

/** What SNS does with one alert, by the text that is published. */
export type Topic = (published: string) => 'take' | 'refuse' | 'hang';

/** An SNS of the test's own, so that each alert can have its own fate; moto takes all or none. */
export async function startTopic(first: Topic = () => 'take') {
  let decide = first;
  const published: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const message = new URLSearchParams(body).get('Message') ?? '';
      const fate = decide(message);
      if (fate === 'hang') return;
      response.writeHead(fate === 'take' ? 200 : 403, { 'content-type': 'text/xml' });
      if (fate === 'take') published.push(message);
      response.end(fate === 'take' ? TAKEN : REFUSED);
    });
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    published,
    use(next: Topic) {
      decide = next;
      published.length = 0;
    },
    close,
  };
}

/**
 * The handler of the sources, on a line of its own; `settled` counts how often that was asked to settle, `taken` the
 * parts that it is done with. An invocation has `limit` ms, or whatever `limit` says is left.
 */
export async function startHandler(config: Readonly<Record<string, unknown>>, log: Log) {
  const emf = createEmf();
  const live = await createLive({
    config: parseConfig(config, 'the test'),
    environment: process.env,
    log,
    meter: emf.meter,
  });
  let settled = 0;
  let taken = 0;
  const settle = () => {
    settled++;
    return live.settle();
  };
  const take: Take = async (...part) => {
    const fates = await live.take(...part);
    taken++;
    return fates;
  };
  const line = { get: async () => ({ ...live, settle, take }), rest() {} };
  const handler = createHandler({ line, log, emf });
  return {
    live,
    settled: () => settled,
    taken: () => taken,
    invoke(event: unknown, limit: number | (() => number) = 60_000): ReturnType<LambdaHandler> {
      const began = Date.now();
      const left = typeof limit === 'function' ? limit : () => began + limit - Date.now();
      return handler(event, { awsRequestId: randomUUID(), getRemainingTimeInMillis: left });
    },
  };
}
