import { type Fields, get, isObject, listAt } from '../json/fields.ts';
import type { Inner } from './inner.ts';
import { ofLake } from './lake.ts';
import { objectsNamed } from './notices.ts';
import { isOfService } from './record-like.ts';

interface Envelope {
  matches(value: Fields): boolean;
  open(value: Fields): Inner;
}

const UNNAMED: Inner = { kind: 'refused', reason: 'an S3 notification without the name of a file' };
const inside = (parts: readonly unknown[]): Inner => ({ kind: 'inside', parts });
const base64 = (parts: readonly unknown[]): Inner => ({ kind: 'base64', parts });

/** Every envelope in which CloudTrail travels, told apart by the fields that its sender always writes. */
const ENVELOPES: readonly Envelope[] = [
  // list of records: a CloudTrail file, or a Lambda event of Kinesis, SQS, SNS or S3
  {
    matches: (value) => Array.isArray(get(value, 'Records')),
    open: (value) => inside(listAt(value, 'Records')),
  },
  // Kinesis record
  {
    matches: (value) => get(get(value, 'kinesis'), 'data') !== undefined,
    open: (value) => base64([get(get(value, 'kinesis'), 'data')]),
  },
  // SNS record
  {
    matches: (value) => get(get(value, 'Sns'), 'Message') !== undefined,
    open: (value) => inside([get(get(value, 'Sns'), 'Message')]),
  },
  // SQS record
  {
    matches: (value) => get(value, 'messageId') !== undefined && get(value, 'body') !== undefined,
    open: (value) => inside([get(value, 'body')]),
  },
  // S3 notification
  {
    matches: (value) => objectsNamed(value) !== undefined,
    open: (value) => {
      const objects = objectsNamed(value) ?? [];
      return objects === 'unnamed' ? UNNAMED : { kind: 'objects', objects };
    },
  },
  // CloudWatch Logs event
  {
    matches: (value) => get(get(value, 'awslogs'), 'data') !== undefined,
    open: (value) => base64([get(get(value, 'awslogs'), 'data')]),
  },
  // CloudWatch Logs payload
  {
    matches: (value) =>
      typeof get(value, 'messageType') === 'string' && Array.isArray(get(value, 'logEvents')),
    open: (value) =>
      get(value, 'messageType') === 'CONTROL_MESSAGE'
        ? { kind: 'nothing' }
        : inside(listAt(value, 'logEvents').map((entry) => get(entry, 'message'))),
  },
  // Firehose transform event
  {
    matches: (value) => get(value, 'deliveryStreamArn') !== undefined && Array.isArray(get(value, 'records')),
    open: (value) => base64(listAt(value, 'records').map((record) => get(record, 'data'))),
  },
  // EventBridge event of a service itself, such as Sign-In’s “Sign-in Anomaly Alert”: of no call
  {
    matches: isOwnEvent,
    open: () => ({ kind: 'nothing' }),
  },
  // EventBridge event
  {
    matches: (value) => typeof get(value, 'detail-type') === 'string' && isObject(get(value, 'detail')),
    open: (value) => inside([get(value, 'detail')]),
  },
  // answer of `aws cloudtrail lookup-events`
  {
    matches: (value) => listHas(value, 'Events', 'CloudTrailEvent'),
    open: (value) => inside(listAt(value, 'Events').map((entry) => get(entry, 'CloudTrailEvent'))),
  },
  // answer of `aws cloudtrail get-query-results`
  {
    matches: (value) => Array.isArray(get(value, 'QueryResultRows')),
    open: ofLake,
  },
  // answer of `aws logs filter-log-events` or `get-log-events`
  {
    matches: (value) => listHas(value, 'events', 'message'),
    open: (value) => inside(listAt(value, 'events').map((entry) => get(entry, 'message'))),
  },
  // SNS notification
  {
    matches: (value) => get(value, 'Type') === 'Notification' && typeof get(value, 'Message') === 'string',
    open: (value) => inside([get(value, 'Message')]),
  },
];

/** Whether a list is there that is empty, or whose first entry has a text of that name. */
function listHas(value: Fields, list: string, name: string): boolean {
  const entries = get(value, list);
  return Array.isArray(entries) && (entries.length === 0 || typeof get(entries[0], name) === 'string');
}

/**
 * The sources of our rule send more than CloudTrail's records, and a rule cannot name these: their detail-types vary. Only
 * AWS can send with a source in `aws.`.
 */
function isOwnEvent(value: Fields): boolean {
  const [source, type] = [get(value, 'source'), get(value, 'detail-type')];
  const detail = get(value, 'detail');
  if (typeof source !== 'string' || typeof type !== 'string' || !isObject(detail)) return false;
  return source.startsWith('aws.') && !type.endsWith('via CloudTrail') && !isOfService(detail);
}

/** What an envelope holds; undefined if the value is no envelope. */
export function unwrap(value: Fields): Inner | undefined {
  return ENVELOPES.find(({ matches }) => matches(value))?.open(value);
}
