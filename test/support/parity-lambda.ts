import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type EnvelopeName, wrap } from '../../scripts/wrap.ts';
import { NO_METER } from '../../src/core/ports/meter.ts';
import type { Live } from '../../src/live.ts';
import { createHandler } from '../../src/run/lambda/handler.ts';
import { createLog } from '../../src/run/log.ts';
import type { Told } from './parity.ts';

/** The ways in which Lambda is handed events. */
export const LAMBDA_SOURCES = ['eventbridge', 'sqs', 'kinesis', 'sns', 'logs', 's3'] as const;
export type LambdaSource = (typeof LAMBDA_SOURCES)[number];

const ENVELOPES: Readonly<Record<Exclude<LambdaSource, 's3'>, EnvelopeName>> = {
  eventbridge: 'eventbridge',
  sqs: 'sqs-eventbridge',
  kinesis: 'kinesis-eventbridge',
  sns: 'sns',
  logs: 'cloudwatch-logs-lambda',
};

/** Hands batches to the real handler, one invocation each; EventBridge one event at a time. */
export async function invoke(
  live: Live,
  source: LambdaSource,
  batches: readonly (readonly Told[])[],
  aws: string,
): Promise<void> {
  const line = { get: async () => live, rest() {} };
  const emf = { meter: NO_METER, publish() {} };
  const handler = createHandler({ line, log: createLog('silent'), emf });
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 60_000 };
  const parts = source === 'eventbridge' ? batches.flat().map((one) => [one]) : batches;
  for (const batch of parts) {
    const event = source === 's3' ? await inBucket(aws, batch) : wrap(ENVELOPES[source], batch);
    const answer = await handler(event, context);
    if ((answer?.batchItemFailures.length ?? 0) > 0) throw new Error(`${source}: ${JSON.stringify(answer)}`);
  }
}

/** A trail's file in a bucket of its own, and the notification of it. */
async function inBucket(aws: string, records: readonly Told[]): Promise<object> {
  const s3 = new S3Client({ endpoint: aws, region: 'us-east-1', forcePathStyle: true });
  const bucket = `trail-${randomUUID()}`;
  const key = 'AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/02/part.json.gz';
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const Body = gzipSync(JSON.stringify({ Records: records }));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  s3.destroy();
  const s3Part = { bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` }, object: { key } };
  return { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: s3Part }] };
}
