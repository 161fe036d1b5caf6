import type { ObjectName } from '../../core/ports/delivery.ts';
import { type Fields, get, isObject, listAt } from '../json/fields.ts';
import { objectsNamed } from './notices.ts';

/** One step of unwrapping: what is inside, or that there is nothing for us inside. */
export type Inner =
  /** `lacks`: what is missing beside the parts. */
  | { readonly kind: 'inside'; readonly parts: readonly unknown[]; readonly lacks?: readonly string[] }
  /** Each part is base64, of JSON or of gzip. */
  | { readonly kind: 'base64'; readonly parts: readonly unknown[] }
  | { readonly kind: 'nothing' }
  /** Files elsewhere. */
  | { readonly kind: 'objects'; readonly objects: readonly ObjectName[] }
  | { readonly kind: 'refused'; readonly reason: string };

interface Envelope {
  readonly name: string;
  matches(value: Fields): boolean;
  open(value: Fields): Inner;
}

const UNNAMED: Inner = { kind: 'refused', reason: 'an S3 notification without the name of a file' };
const UNFINISHED: Inner = { kind: 'refused', reason: 'a query of CloudTrail Lake that has not finished' };
const WITHOUT: Inner = {
  kind: 'refused',
  reason: 'rows of CloudTrail Lake without the whole record (SELECT eventJson)',
};
const ALONE = 'a row of CloudTrail Lake without its record (eventJson)';
const PAGE =
  'only one page of what CloudTrail Lake answered: ask for the others with --next-token, and replay them too';
const inside = (parts: readonly unknown[]): Inner => ({ kind: 'inside', parts });
const base64 = (parts: readonly unknown[]): Inner => ({ kind: 'base64', parts });

/** Every envelope in which CloudTrail travels, told apart by the fields that its sender always writes. */
const ENVELOPES: readonly Envelope[] = [
  {
    name: 'list of records: a CloudTrail file, or a Lambda event of Kinesis, SQS, SNS or S3',
    matches: (value) => Array.isArray(get(value, 'Records')),
    open: (value) => inside(listAt(value, 'Records')),
  },
  {
    name: 'Kinesis record',
    matches: (value) => get(get(value, 'kinesis'), 'data') !== undefined,
    open: (value) => base64([get(get(value, 'kinesis'), 'data')]),
  },
  {
    name: 'SNS record',
    matches: (value) => get(get(value, 'Sns'), 'Message') !== undefined,
    open: (value) => inside([get(get(value, 'Sns'), 'Message')]),
  },
  {
    name: 'SQS record',
    matches: (value) => get(value, 'messageId') !== undefined && get(value, 'body') !== undefined,
    open: (value) => inside([get(value, 'body')]),
  },
  {
    name: 'S3 notification',
    matches: (value) => objectsNamed(value) !== undefined,
    open: (value) => {
      const objects = objectsNamed(value) ?? [];
      return objects === 'unnamed' ? UNNAMED : { kind: 'objects', objects };
    },
  },
  {
    name: 'CloudWatch Logs event',
    matches: (value) => get(get(value, 'awslogs'), 'data') !== undefined,
    open: (value) => base64([get(get(value, 'awslogs'), 'data')]),
  },
  {
    name: 'CloudWatch Logs payload',
    matches: (value) =>
      typeof get(value, 'messageType') === 'string' && Array.isArray(get(value, 'logEvents')),
    open: (value) =>
      get(value, 'messageType') === 'CONTROL_MESSAGE'
        ? { kind: 'nothing' }
        : inside(listAt(value, 'logEvents').map((entry) => get(entry, 'message'))),
  },
  {
    name: 'Firehose transform event',
    matches: (value) => get(value, 'deliveryStreamArn') !== undefined && Array.isArray(get(value, 'records')),
    open: (value) => base64(listAt(value, 'records').map((record) => get(record, 'data'))),
  },
  {
    name: 'EventBridge event of a service itself, such as Sign-In’s “Sign-in Anomaly Alert”: of no call',
    matches: isOwnEvent,
    open: () => ({ kind: 'nothing' }),
  },
  {
    name: 'EventBridge event',
    matches: (value) => typeof get(value, 'detail-type') === 'string' && isObject(get(value, 'detail')),
    open: (value) => inside([get(value, 'detail')]),
  },
  {
    name: 'answer of `aws cloudtrail lookup-events`',
    matches: (value) => listHas(value, 'Events', 'CloudTrailEvent'),
    open: (value) => inside(listAt(value, 'Events').map((entry) => get(entry, 'CloudTrailEvent'))),
  },
  {
    name: 'answer of `aws cloudtrail get-query-results`',
    matches: (value) => Array.isArray(get(value, 'QueryResultRows')),
    open: (value) =>
      get(value, 'QueryStatus') === 'FINISHED'
        ? ofLake(listAt(value, 'QueryResultRows'), typeof get(value, 'NextToken') === 'string')
        : UNFINISHED,
  },
  {
    name: 'answer of `aws logs filter-log-events` or `get-log-events`',
    matches: (value) => listHas(value, 'events', 'message'),
    open: (value) => inside(listAt(value, 'events').map((entry) => get(entry, 'message'))),
  },
  {
    name: 'SNS notification',
    matches: (value) => get(value, 'Type') === 'Notification' && typeof get(value, 'Message') === 'string',
    open: (value) => inside([get(value, 'Message')]),
  },
];

/**
 * Rows of a query of CloudTrail Lake: each is a list of columns, one of which may hold the whole record. Where none
 * does, the query did not ask for it. The command line shows one page of them (at most 1,000 rows), and does not ask on.
 */
function ofLake(rows: readonly unknown[], more: boolean): Inner {
  const parts = rows.flatMap((row) => wholeRecord(row) ?? []);
  if (parts.length === 0 && rows.length > 0) return WITHOUT;
  const lacks = [...rows.slice(parts.length).map(() => ALONE), ...(more ? [PAGE] : [])];
  return { kind: 'inside', parts, lacks };
}

function wholeRecord(row: unknown): string | undefined {
  const columns: readonly unknown[] = Array.isArray(row) ? row : [row];
  const texts = columns.map((column) => get(column, 'eventJson') ?? get(column, 'eventjson'));
  return texts.find((text) => typeof text === 'string');
}

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

/** A record that names an AWS service is no envelope, whatever else it holds: the scanner may pass it over. */
export function isOfService(value: Fields): boolean {
  const source = get(value, 'eventSource');
  return typeof source === 'string' && /\.amazonaws\.com(\.cn)?$/.test(source);
}

/** What an envelope holds; undefined if the value is no envelope. */
export function unwrap(value: Fields): Inner | undefined {
  return ENVELOPES.find(({ matches }) => matches(value))?.open(value);
}

/**
 * A record by any field that CloudTrail writes; its gaps are for normalisation to report. Other Lambda sources
 * (DynamoDB, and Kinesis or SQS without data) use the same names, with `aws:` before the service.
 */
export function looksLikeRecord(value: Fields): boolean {
  const source = get(value, 'eventSource');
  if (typeof source === 'string' && source.startsWith('aws:')) return false;
  return ['eventSource', 'eventName', 'eventVersion'].some((name) => typeof get(value, name) === 'string');
}
