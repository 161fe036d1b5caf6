import { Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import {
  CfnPermission,
  EventSourceMapping,
  type Function as LambdaFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Feed } from './feed.ts';
import type { Ground } from './ground.ts';
import { createRemains } from './remains.ts';
import type { Settings } from './settings.ts';

const BATCH = 100;
/** Messages of one invocation with feed s3: each names a file that may take a second, and there is half a minute. */
const FILES = 10;
/** Records of one invocation with a stream. */
const STREAM_BATCH = 200;
const WINDOW = Duration.seconds(1);

/** Makes Lambda call the function with what the feed has. Returns the mapping of a stream, which may drop records. */
export function connect(
  worker: LambdaFunction,
  feed: Feed,
  ground: Ground,
  settings: Settings,
): EventSourceMapping | undefined {
  createSchedule(worker);
  if (feed.kind === 'stream') return fromStream(worker, feed.stream, ground);
  if (feed.kind === 'queue') fromQueue(worker, feed.queue, ground, settings);
  else {
    worker.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(ground.queues.dead),
    });
  }
  return undefined;
}

/**
 * Calls the function each minute, even without events: it then verifies policies and follows people's decisions. It
 * also calls STS: if CloudTrail does not bring that call back, there is an alarm.
 */
function createSchedule(worker: LambdaFunction): void {
  const name = 'rolewarden-settle';
  const { account, partition, region } = worker.stack;
  new CfnRule(worker.stack, 'Settle', {
    name,
    description: 'Rolewarden settles what waits, and calls STS',
    scheduleExpression: 'rate(1 minute)',
    targets: [
      {
        id: name,
        arn: worker.functionArn,
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      },
    ],
  });
  new CfnPermission(worker.stack, 'MaySettle', {
    action: 'lambda:InvokeFunction',
    functionName: worker.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: `arn:${partition}:events:${region}:${account}:rule/${name}`,
  });
}

function fromQueue(worker: LambdaFunction, queue: Queue, { role }: Ground, settings: Settings): void {
  const { concurrency, feed } = settings;
  allowQueue(role, queue);
  new EventSourceMapping(worker, 'Queue', {
    target: worker,
    eventSourceArn: queue.queueArn,
    batchSize: feed === 's3' ? FILES : BATCH,
    maxBatchingWindow: WINDOW,
    reportBatchItemFailures: true,
    maxConcurrency: concurrency,
  }).node.addDependency(role);
}

/** A bad batch is halved, tried ten times, and given up after six hours: it must not block a shard for days. */
function fromStream(worker: LambdaFunction, stream: Stream, { key, role }: Ground): EventSourceMapping {
  allowStream(role, stream, key.keyArn);
  const destination = createRemains(worker.stack, key, role).bucketArn;
  const mapping = new EventSourceMapping(worker, 'Stream', {
    target: worker,
    eventSourceArn: stream.streamArn,
    batchSize: STREAM_BATCH,
    maxBatchingWindow: WINDOW,
    startingPosition: StartingPosition.TRIM_HORIZON,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(6),
    parallelizationFactor: 1,
    onFailure: { bind: () => ({ destination }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  });
  mapping.node.addDependency(role);
  return mapping;
}

/** Allows to take messages from one queue. */
export function allowQueue(role: Ground['role'], queue: Queue): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Queue',
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
      ],
      resources: [queue.queueArn],
    }),
  );
}

/** Allows to read one stream. `kinesis:ListStreams`, which is for all, is not needed: the mapping names its stream. */
export function allowStream(role: Ground['role'], stream: Stream, keyArn: string): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Stream',
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:ListShards',
        'kinesis:GetShardIterator',
        'kinesis:GetRecords',
      ],
      resources: [stream.streamArn],
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'StreamKey',
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `kinesis.${stream.stack.region}.amazonaws.com` } },
    }),
  );
}
