import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { reasonOf } from '../../core/errors.ts';
import { regionOf } from '../../environment.ts';
import { callFault } from '../../feeds/kinesis/faults.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** Hours: over a weekend, until somebody looks on Monday. Kinesis keeps records for 24 or more. */
const RETENTION = 72;
const LIVE = /^(?:ACTIVE|UPDATING)$/;
const READING = 'ListShards, GetShardIterator, GetRecords';

/** The region that a stream's ARN names; undefined for a name. */
export function regionOfStream(stream: string): string | undefined {
  return /^arn:[\w-]+:kinesis:([\w-]+):/.exec(stream)?.[1];
}

/** Whether the stream that events come through is reached and can be read, and its settings are safe. */
export async function streamChecks(desk: Desk, stream: string): Promise<readonly Check[]> {
  const { DescribeStreamSummaryCommand, KinesisClient } = await import('@aws-sdk/client-kinesis');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const region = regionOfStream(stream) ?? regionOf(desk.environment);
  // HTTP/1 is enough for a few requests, and emulators speak nothing else.
  const client = new KinesisClient({ region, maxAttempts: 2, requestHandler: new NodeHttpHandler() });
  const named = stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
  try {
    const asked = new DescribeStreamSummaryCommand(named);
    const reply = await client.send(asked, { abortSignal: AbortSignal.timeout(5_000) });
    const { EncryptionType, OpenShardCount, RetentionPeriodHours, StreamARN, StreamStatus } =
      reply.StreamDescriptionSummary ?? {};
    const facts = {
      arn: StreamARN ?? stream,
      status: StreamStatus ?? 'unknown',
      shards: OpenShardCount ?? 0,
      hours: RetentionPeriodHours ?? 0,
      encrypted: EncryptionType === 'KMS',
    };
    const found = streamFindings(facts, desk.config);
    return LIVE.test(facts.status) ? [...found, await readCheck(client, named, facts.encrypted)] : found;
  } catch (thrown) {
    const fix = `check the name, and allow kinesis:DescribeStreamSummary, ${READING}`;
    return [fail('stream', `${stream}: ${reasonOf(thrown)}`, fix)];
  } finally {
    client.destroy();
  }
}

/** Reads the end of one shard, as the consumer would. This moves no checkpoint. */
async function readCheck(
  client: KinesisClient,
  named: { readonly StreamARN: string } | { readonly StreamName: string },
  encrypted: boolean,
): Promise<Check> {
  const { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } = await import(
    '@aws-sdk/client-kinesis'
  );
  const options = { abortSignal: AbortSignal.timeout(10_000) };
  try {
    const listed = await client.send(new ListShardsCommand({ ...named, MaxResults: 1 }), options);
    const ShardId = listed.Shards?.[0]?.ShardId;
    const from = new GetShardIteratorCommand({ ...named, ShardId, ShardIteratorType: 'LATEST' });
    const { ShardIterator } = await client.send(from, options);
    const byArn = 'StreamARN' in named ? named : {};
    const read = await client.send(new GetRecordsCommand({ ...byArn, ShardIterator, Limit: 1 }), options);
    const untried = encrypted && (read.Records ?? []).length === 0;
    const unproven = untried ? '; without a record there, which does not prove kms:Decrypt' : '';
    return ok('stream-read', `the end of ${ShardId} was read${unproven}`);
  } catch (thrown) {
    return unread(thrown);
  }
}

/** The check of a stream that could not be read. Throttling only warns: other readers may be using up the limit now. */
export function unread(thrown: unknown): Check {
  const words = reasonOf(thrown);
  return callFault(thrown).kind === 'throttled'
    ? warn('stream-read', `${words}; cannot tell whether it may be read`, 'ask again in a minute')
    : fail('stream-read', words, `allow kinesis:${READING}, and kms:Decrypt if it is encrypted`);
}

/** A stream, by its description. `hours`: how long it keeps records. */
export interface StreamFacts {
  readonly arn: string;
  readonly status: string;
  readonly shards: number;
  readonly hours: number;
  readonly encrypted: boolean;
}

/** The checks of a stream, from its description. */
export function streamFindings(
  { arn, encrypted, hours, shards, status }: StreamFacts,
  { revocation, store }: Pick<Desk['config'], 'revocation' | 'store'>,
): readonly Check[] {
  return [
    LIVE.test(status)
      ? ok('stream', `${arn} is ${status}, ${shards} shards`)
      : fail('stream', `${arn} is ${status}`, 'wait until it is ACTIVE, or name another'),
    hours < RETENTION
      ? warn(
          'stream-retention',
          `${hours} hours`,
          `keep at least ${RETENTION}: a weekend's outage loses events`,
        )
      : ok('stream-retention', `${hours} hours`),
    encrypted
      ? ok('stream-encrypted', 'KMS')
      : warn(
          'stream-encrypted',
          'not encrypted: events hold session tokens',
          'turn on server-side encryption',
        ),
    store.url === undefined
      ? fail('stream-store', 'reading a stream needs a store for its checkpoints', 'name one under store.url')
      : ok('stream-store', 'checkpoints are kept in the store'),
    revocation.trusted.includes(arn)
      ? ok('stream-trusted', 'trusted: its events may trigger revocations')
      : warn(
          'stream-trusted',
          'not trusted: its events alert and never trigger revocations',
          `to act: revocation.trusted: ["${arn}"]`,
        ),
  ];
}
