import { reasonOf } from '../core/errors.ts';
import { regionOf } from '../environment.ts';
import type { Desk } from './acting.ts';
import { type Check, fail, ok, warn } from './acting-checks.ts';

/** Below it, a batch that waits for IAM comes a second time. */
const VISIBILITY = 60;
/** So long a stream should keep what a broken consumer has not read. */
const RETENTION = 24;

/** The queue that events come through: reached, safe to fail on, and not behind. */
export async function queueChecks(
  { config, environment }: Pick<Desk, 'config' | 'environment'>,
  url: string,
): Promise<readonly Check[]> {
  const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const region = /\bsqs[.-]([a-z]{2}(?:-[a-z]+)+-\d)\b/.exec(url)?.[1] ?? regionOf(environment);
  const client = new SQSClient({ region, maxAttempts: 2 });
  try {
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const { Attributes = {} } = await client.send(asked, { abortSignal: AbortSignal.timeout(5_000) });
    return queueFindings(Attributes, config.revocation.trusted);
  } catch (thrown) {
    const fix = 'check the address, and allow sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage';
    return [fail('queue', `${url}: ${reasonOf(thrown)}`, fix, 'and sqs:ChangeMessageVisibility')];
  } finally {
    client.destroy();
  }
}

/** What a queue's attributes mean. */
export function queueFindings(
  attributes: Readonly<Record<string, string>>,
  trusted: readonly string[],
): readonly Check[] {
  const { ApproximateNumberOfMessages = '0', QueueArn = '', RedrivePolicy, VisibilityTimeout } = attributes;
  const encrypted =
    attributes['SqsManagedSseEnabled'] === 'true' || attributes['KmsMasterKeyId'] !== undefined;
  const visible = Number(VisibilityTimeout ?? 30);
  return [
    ok('queue', `${QueueArn} is reached, ${ApproximateNumberOfMessages} messages wait`),
    RedrivePolicy === undefined
      ? fail('queue-dlq', 'no dead-letter queue: what fails for ever comes for ever', 'set a redrive policy')
      : ok('queue-dlq', RedrivePolicy),
    visible < VISIBILITY
      ? warn('queue-visibility', `${visible} s`, `at least ${VISIBILITY} s: an action may wait that long`)
      : ok('queue-visibility', `${visible} s`),
    encrypted
      ? ok('queue-encrypted', 'at rest')
      : warn('queue-encrypted', 'not encrypted: events hold session tokens', 'turn on SSE-SQS or SSE-KMS'),
    trusted.includes(QueueArn)
      ? ok('queue-trusted', 'its events may lead to action')
      : warn(
          'queue-trusted',
          'its events alert and never act',
          `to act: revocation.trusted: ["${QueueArn}"]`,
        ),
  ];
}

/** The stream that events come through. */
export async function streamChecks(desk: Desk, stream: string): Promise<readonly Check[]> {
  const { DescribeStreamSummaryCommand, KinesisClient } = await import('@aws-sdk/client-kinesis');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const region = /^arn:[\w-]+:kinesis:([\w-]+):/.exec(stream)?.[1] ?? regionOf(desk.environment);
  // One question: a connection of HTTP/1 does, and emulators speak nothing else.
  const client = new KinesisClient({ region, maxAttempts: 2, requestHandler: new NodeHttpHandler() });
  const named = stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
  try {
    const asked = new DescribeStreamSummaryCommand(named);
    const reply = await client.send(asked, { abortSignal: AbortSignal.timeout(5_000) });
    const { EncryptionType, OpenShardCount, RetentionPeriodHours, StreamARN, StreamStatus } =
      reply.StreamDescriptionSummary ?? {};
    return streamFindings(
      {
        arn: StreamARN ?? stream,
        status: StreamStatus ?? 'unknown',
        shards: OpenShardCount ?? 0,
        hours: RetentionPeriodHours ?? 0,
        encrypted: EncryptionType === 'KMS',
      },
      desk.config,
    );
  } catch (thrown) {
    const fix =
      'check the name, and allow kinesis:DescribeStreamSummary, ListShards, GetShardIterator, GetRecords';
    return [fail('stream', `${stream}: ${reasonOf(thrown)}`, fix)];
  } finally {
    client.destroy();
  }
}

/** A stream, as its description says. */
export interface StreamFacts {
  readonly arn: string;
  readonly status: string;
  readonly shards: number;
  readonly hours: number;
  readonly encrypted: boolean;
}

/** What a stream's description means. */
export function streamFindings(
  { arn, encrypted, hours, shards, status }: StreamFacts,
  { revocation, store }: Pick<Desk['config'], 'revocation' | 'store'>,
): readonly Check[] {
  return [
    status === 'ACTIVE' || status === 'UPDATING'
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
      ? ok('stream-trusted', 'its events may lead to action')
      : warn('stream-trusted', 'its events alert and never act', `to act: revocation.trusted: ["${arn}"]`),
  ];
}

/** Whether what cannot be read can be kept. */
export async function quarantineCheck({ config, environment }: Desk): Promise<Check> {
  const { quarantine } = config;
  if (quarantine.type === 'log') {
    return ok('quarantine', 'the log: reason, size and hash; for the bytes name a folder or a queue');
  }
  if (quarantine.type === 'sqs') {
    const [reached] = await queueChecks({ config, environment }, quarantine.queue);
    return { ...(reached ?? ok('', quarantine.queue)), check: 'quarantine' };
  }
  const { auditPlace } = await import('../audits.ts');
  try {
    await auditPlace(quarantine.folder, environment).probe();
    return ok('quarantine', `${quarantine.folder} can be written`);
  } catch (thrown) {
    return fail('quarantine', reasonOf(thrown), 'make the folder writable, with room, or name another');
  }
}
