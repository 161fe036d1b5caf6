import { gzipSync } from 'node:zlib';

/** Every way in which a record may travel. */
export const ENVELOPES = [
  'single',
  'trail',
  'ndjson',
  'eventbridge',
  'cloudwatch-logs',
  'cloudwatch-logs-lambda',
  'kinesis-eventbridge',
  'kinesis-cloudwatch-logs',
  'sqs-eventbridge',
  'sqs-sns',
  'sns',
  'firehose',
] as const;
export type EnvelopeName = (typeof ENVELOPES)[number];

/** Stored, not compressed: the same bytes whatever zlib a Node has. */
const BASE64_GZIP = (value: unknown) => gzipSync(JSON.stringify(value), { level: 0 }).toString('base64');
const BASE64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

/** Records as a transport delivers them: a value, or (for ndjson and several singles) lines of text. */
export function wrap(envelope: EnvelopeName, records: readonly unknown[]): unknown {
  switch (envelope) {
    case 'single':
      return records.length === 1 ? records[0] : lines(records);
    case 'ndjson':
      return lines(records);
    case 'trail':
      return { Records: records };
    case 'eventbridge':
      return records.length === 1 ? eventBridge(records[0]) : lines(records.map(eventBridge));
    case 'cloudwatch-logs':
      return logs(records);
    case 'cloudwatch-logs-lambda':
      return { awslogs: { data: BASE64_GZIP(logs(records)) } };
    case 'kinesis-eventbridge':
      return kinesis(records.map((record) => BASE64(eventBridge(record))));
    case 'kinesis-cloudwatch-logs':
      return kinesis([BASE64_GZIP(logs(records))]);
    case 'sqs-eventbridge':
      return sqs(records.map((record) => JSON.stringify(eventBridge(record))));
    case 'sqs-sns':
      return sqs(
        records.map((record) =>
          JSON.stringify({
            Type: 'Notification',
            MessageId: 'm',
            Message: JSON.stringify(eventBridge(record)),
          }),
        ),
      );
    case 'sns':
      return {
        Records: records.map((record) => ({
          EventSource: 'aws:sns',
          Sns: { MessageId: 'm', Message: JSON.stringify(eventBridge(record)) },
        })),
      };
    case 'firehose':
      return {
        invocationId: 'i',
        deliveryStreamArn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/t',
        region: 'eu-central-1',
        records: records.map((record, n) => ({ recordId: `${n}`, data: BASE64(record) })),
      };
  }
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function eventBridge(record: unknown): object {
  return {
    version: '0',
    id: 'b7a2c1d0-0000-4000-a000-000000000000',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.sts',
    account: '111122223333',
    time: '2026-03-02T09:30:00Z',
    region: 'eu-central-1',
    resources: [],
    detail: record,
  };
}

function logs(records: readonly unknown[]): object {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: 'trail',
    logStream: 's',
    subscriptionFilters: ['all'],
    logEvents: records.map((record, n) => ({
      id: `${n}`,
      timestamp: 1_772_443_800_000,
      message: JSON.stringify(record),
    })),
  };
}

function kinesis(data: readonly string[]): object {
  return {
    Records: data.map((encoded, n) => ({
      eventSource: 'aws:kinesis',
      eventID: `shardId-000:${n}`,
      kinesis: { partitionKey: 'k', sequenceNumber: `${n}`, data: encoded },
    })),
  };
}

function sqs(bodies: readonly string[]): object {
  return {
    Records: bodies.map((body, n) => ({
      eventSource: 'aws:sqs',
      messageId: `${n}`,
      receiptHandle: 'r',
      body,
    })),
  };
}
