import type { Delivery } from '../../core/ports/delivery.ts';
import { get, isObject, listAt } from '../../ingest/json/fields.ts';

/** A Lambda event taken apart, and how its source learns what to deliver again. */
export interface Invocation {
  readonly kind: InvocationKind;
  readonly deliveries: readonly Delivery[];
  /**
   * Each delivery's name in a partial batch response; undefined where the source takes no such response, only an error.
   */
  readonly items?: readonly string[];
}

/** Where an invocation came from. */
export type InvocationKind =
  | 'schedule'
  | 'eventbridge'
  | 'kinesis'
  | 'sqs'
  | 'sns'
  | 'logs'
  | 's3'
  | 'unknown';

/** The name in `revocation.trusted` for events that an EventBridge rule passes to the function directly. */
const EVENT_RULE = 'events.amazonaws.com';

/** Longer ids are cut: they are in log lines, and whoever invokes the function chooses them. */
const ID_LENGTH = 256;

type Item = { readonly delivery: Delivery; readonly item: string };
/** Undefined if the record is not of this source. `fallback`: an id for a record without one. */
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
 * Takes a Lambda event apart into deliveries. Never throws: an event of an unknown source becomes one delivery,
 * whatever it is.
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
    // EventBridge reserves sources that begin with `aws.` for AWS. Others are judged, but never lead to a revocation
    const own = wholeText(event, 'source')?.startsWith('aws.') === true;
    const id = wholeText(event, 'id') ?? requestId;
    return { kind: 'eventbridge', deliveries: [delivery(id, event, own ? EVENT_RULE : undefined)] };
  }
  const logs = wholeText(get(event, 'awslogs'), 'data');
  if (logs !== undefined) {
    return { kind: 'logs', deliveries: [delivery(requestId, decoded(logs), undefined)] };
  }
  return { kind: 'unknown', deliveries: [delivery(requestId, event, undefined)] };
}

/** Whether a scheduled rule or EventBridge Scheduler sent it: there is nothing to judge, but actions to settle. */
function isSchedule(event: unknown): boolean {
  const source = get(event, 'source');
  return (
    get(event, 'detail-type') === 'Scheduled Event' && (source === 'aws.events' || source === 'aws.scheduler')
  );
}

/** Decodes base64. Any other text is given as it is: decoding would silently turn it into other bytes, or none. */
function decoded(text: string): Buffer {
  return Buffer.from(text, /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? 'base64' : 'utf8');
}

function kinesisRecord(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 'kinesis');
  const item = wholeText(inner, 'sequenceNumber');
  if (item === undefined) return undefined;
  const data = wholeText(inner, 'data');
  const body = data === undefined ? record : decoded(data);
  return {
    item,
    delivery: delivery(wholeText(record, 'eventID') ?? fallback, body, wholeText(record, 'eventSourceARN')),
  };
}

function sqsRecord(record: unknown): Item | undefined {
  const item = wholeText(record, 'messageId');
  if (item === undefined || wholeText(record, 'eventSource') !== 'aws:sqs') return undefined;
  const body = get(record, 'body');
  return {
    item,
    delivery: delivery(item, body === undefined ? record : body, wholeText(record, 'eventSourceARN')),
  };
}

function snsRecord(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 'Sns');
  const message = get(inner, 'Message');
  if (message === undefined) return undefined;
  const item = wholeText(inner, 'MessageId') ?? fallback;
  return { item, delivery: delivery(item, message, wholeText(inner, 'TopicArn')) };
}

/** Makes each record a notification of its own, so that each file has a fate of its own. */
function s3Record(record: unknown, fallback: string): Item | undefined {
  const inner = get(record, 's3');
  if (!isObject(inner)) return undefined;
  const body = { Records: [record] };
  return { item: fallback, delivery: delivery(fallback, body, wholeText(get(inner, 'bucket'), 'arn')) };
}

function delivery(id: string, body: unknown, source: string | undefined): Delivery {
  return { id: id.slice(0, ID_LENGTH), body, ...(source === undefined ? {} : { source }) };
}

/** A text as it is, however long; undefined if empty: an empty name in a partial batch response would fail the whole batch. */
function wholeText(value: unknown, key: string): string | undefined {
  const found = get(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
