import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Ground } from './ground.ts';
import { NAMES, placesOf } from './names.ts';
import { createEventQueue, letIn } from './queues.ts';
import { accept } from './reasons.ts';
import { createBus, createRule } from './rule.ts';
import { type Settings, watches } from './settings.ts';
import { readTrail } from './trail.ts';

/** How events come: through a queue, through a stream, or straight from the rule. */
export type Feed =
  | { readonly kind: 'queue'; readonly queue: Queue }
  | { readonly kind: 'stream'; readonly stream: Stream }
  | { readonly kind: 'direct' };

/** Makes the queue or the stream; there is none if events come straight from the rule. */
export function createFeed(scope: Stack, ground: Ground, settings: Settings, visibility: Duration): Feed {
  const { key, queues, role } = ground;
  if (settings.feed === 'direct') return { kind: 'direct' };
  if (settings.feed === 'kinesis') {
    const stream = new Stream(scope, 'Stream', {
      streamName: NAMES.stream,
      streamMode: StreamMode.PROVISIONED,
      shardCount: settings.shards,
      retentionPeriod: Duration.hours(72),
      encryption: StreamEncryption.KMS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    accept(
      stream,
      'AwsSolutions-KDS3',
      'Records hold session tokens: who reads them must be allowed the key, too.',
    );
    return { kind: 'stream', stream };
  }
  const queue = createEventQueue(scope, queues.dead, visibility);
  if (settings.feed === 's3') readTrail(scope, settings, queue, role);
  return { kind: 'queue', queue };
}

/** The rules of this region: one for its own events, one for those that other regions and accounts forward. */
export function createRules(
  scope: Stack,
  ground: Ground,
  feed: Feed,
  settings: Settings,
  worker?: LambdaFunction,
): void {
  if (settings.feed === 's3') return;
  const { undelivered } = ground.queues;
  const places = placesOf(settings);
  const rules = [places.rule, places.busRule];
  letIn(undelivered, 'events.amazonaws.com', rules);
  const target = {
    ...targetOf(scope, ground, feed, rules, worker),
    deadLetterArn: undelivered.queueArn,
    watch: watches(settings),
  };
  createRule(scope, 'Rule', target);
  createRule(scope, 'BusRule', target, createBus(scope, settings.organisation?.id).eventBusName);
}

function targetOf(
  scope: Stack,
  ground: Ground,
  feed: Feed,
  rules: readonly string[],
  worker: LambdaFunction | undefined,
): { readonly arn: string; readonly roleArn?: string } {
  if (feed.kind === 'queue') {
    letIn(feed.queue, 'events.amazonaws.com', rules);
    return { arn: feed.queue.queueArn };
  }
  if (feed.kind === 'stream') {
    return { arn: feed.stream.streamArn, roleArn: streamRole(scope, ground, feed.stream, rules).roleArn };
  }
  if (worker === undefined) throw new Error('a direct feed without a function');
  for (const [index, sourceArn] of rules.entries()) {
    new CfnPermission(scope, `Invoke${index}`, {
      action: 'lambda:InvokeFunction',
      functionName: worker.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn,
    });
  }
  return { arn: worker.functionArn };
}

/** The role with which EventBridge writes to a stream: only for these rules, and only this stream. */
function streamRole(scope: Stack, { key }: Ground, stream: Stream, rules: readonly string[]): Role {
  const role = new Role(scope, 'ToStream', {
    assumedBy: new ServicePrincipal('events.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': scope.account },
      ArnEquals: { 'aws:SourceArn': rules },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({ sid: 'Stream', actions: ['kinesis:PutRecord'], resources: [stream.streamArn] }),
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'StreamKey',
      actions: ['kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `kinesis.${scope.region}.amazonaws.com` } },
    }),
  );
  return role;
}
