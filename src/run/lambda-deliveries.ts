import type { Delivery } from '../core/delivery.ts';
import { get, isObject, listAt } from '../ingest/fields.ts';

/** What a Lambda event holds, and how its source is told of what has to come again. */
export interface Invocation {
  readonly kind: InvocationKind;
  readonly deliveries: readonly Delivery[];
  /** What a partial batch response names each delivery by; undefined where the source takes none and wants an error. */
  readonly items?: readonly string[];
}

export type InvocationKind =
  | 'schedule'
  | 'eventbridge'
  | 'kinesis'
  | 'sqs'
  | 'sns'
  | 'logs'
  | 's3'
  | 'unknown';

/** Source of events that an EventBridge rule hands to the function itself, as `revocation.trusted` names it. */
export const EVENT_RULE = 'events.amazonaws.com';

/** An id stands in log lines, and an invoker may have written it. */
const ID_LENGTH = 256;

type Item = { readonly delivery: Delivery; readonly item: string };
/** Undefined: not a record of this source. */
type Reader = (record: unknown, fallback: string) => Item | undefined;

const BATCHES: readonly {
  readonly kind: InvocationKind;
  readonly partial: boolean;
  readonly read: Reader;
}[] = [
  { kind: 'kinesis', partial: true, read: kinesisRecord },
  { kind: 'sqs', partial: true, read: sqsRecord },
  { kind: 'sns', partial: false, read: snsRecord },
  { kind: 's3', partial: false, read: s3Record },
];

/**
 * Takes a Lambda event apart into what can be acknowledged. Never throws: what is of no source that we know is one
 * delivery, whatever it is.
 */
export function readInvocation(event: unknown, requestId: string): Invocation {
  return batch(event, requestId) ?? single(event, requestId);
}

function batch(event: unknown, requestId: string): Invocation | undefined {
  const records = listAt(event, 'Records');
  if (records.length === 0) return undefined;
  for (const { kind, partial, read } of BATCHES) {
    const items = records.flatMap((record, at) => read(record, `${requestId}:${at}`) ?? []);
    if (items.length < records.length) continue;
    const deliveries = items.map(({ delivery }) => delivery);
    return partial ? { kind, deliveries, items: items.map(({ item }) => item) } : { kind, deliveries };
  }
  return undefined;
}

function single(event: unknown, requestId: string): Invocation {
  if (isSchedule(event)) return { kind: 'schedule', deliveries: [] };
  if (typeof get(event, 'detail-type') === 'string' && isObject(get(event, 'detail'))) {
    // EventBridge itself keeps `aws.` for AWS: what customers put on a bus is judged, and never acted on
    const own = textAt(event, 'source')?.startsWith('aws.') === true;
    const id = textAt(event, 'id') ?? requestId;
    return { kind: 'eventbridge', deliveries: [delivery(id, event, own ? EVENT_RULE : undefined)] };
  }
  const logs = textAt(get(event, 'awslogs'), 'data');
  if (logs !== undefined) {
    return { kind: 'logs', deliveries: [delivery(requestId, decoded(logs), undefined)] };
  }
  return { kind: 'unknown', deliveries: [delivery(requestId, event, undefined)] };
}

/** A rule with a schedule, or EventBridge Scheduler: nothing to judge, only what waits is to be settled. */
function isSchedule(event: unknown): boolean {
  const source = get(event, 'source');
  return (
    get(event, 'detail-type') === 'Scheduled Event' && (source === 'aws.events' || source === 'aws.scheduler')
  );
}

/** What is no base64 is given as it is: decoded it would be nothing, or other bytes, and nobody would hear of it. */
function decoded(text: string): Buffer {
  return Buffer.from(text, /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? 'base64' : 'utf8');
}

function kinesisRecord(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 'kinesis');
  const item = textAt(inner, 'sequenceNumber');
  if (item === undefined) return undefined;
  const data = textAt(inner, 'data');
  const body = data === undefined ? record : decoded(data);
  return {
    item,
    delivery: delivery(textAt(record, 'eventID') ?? fallback, body, textAt(record, 'eventSourceARN')),
  };
}

function sqsRecord(record: unknown): Item | undefined {
  const item = textAt(record, 'messageId');
  if (item === undefined || textAt(record, 'eventSource') !== 'aws:sqs') return undefined;
  const body = get(record, 'body');
  return {
    item,
    delivery: delivery(item, body === undefined ? record : body, textAt(record, 'eventSourceARN')),
  };
}

function snsRecord(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 'Sns');
  const message = get(inner, 'Message');
  if (message === undefined) return undefined;
  const item = textAt(inner, 'MessageId') ?? fallback;
  return { item, delivery: delivery(item, message, textAt(inner, 'TopicArn')) };
}

/** Each as a notification of its own: every named object is read, kept or brought back alone. */
function s3Record(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 's3');
  if (!isObject(inner)) return undefined;
  const body = { Records: [record] };
  return { item: fallback, delivery: delivery(fallback, body, textAt(get(inner, 'bucket'), 'arn')) };
}

function delivery(id: string, body: unknown, source: string | undefined): Delivery {
  return { id: id.slice(0, ID_LENGTH), body, ...(source === undefined ? {} : { source }) };
}

/** A text that is not empty: Lambda takes an empty item for a failure of the whole batch. */
function textAt(value: unknown, key: string): string | undefined {
  const found = get(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
