import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { NAMES } from './names.ts';
import { accept } from './reasons.ts';

/** How often a delivery is tried before it is given up. */
export const MOST_RECEIVES = 20;
const KEPT = Duration.days(14);

/** The queues that every deployment has. */
export interface Queues {
  /** Events that EventBridge could not deliver. */
  readonly undelivered: Queue;
  /** Messages that were received `MOST_RECEIVES` times, and never acknowledged. */
  readonly dead: Queue;
  /** Input that could not be read: its bytes, which may hold session tokens. */
  readonly quarantine: Queue;
}

/** Creates the queues in which deliveries end. */
export function createQueues(scope: Construct, key: IKey): Queues {
  const last = (id: string, queueName: string) =>
    new Queue(scope, id, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT,
    });
  const quarantine = new Queue(scope, 'Quarantine', {
    queueName: NAMES.quarantine,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: KEPT,
  });
  const queues = {
    undelivered: last('Undelivered', NAMES.undelivered),
    dead: last('Dead', NAMES.dead),
    quarantine,
  };
  for (const queue of Object.values(queues)) {
    accept(queue, 'AwsSolutions-SQS3', 'It is where deliveries end: a person reads it, nothing consumes it.');
  }
  return queues;
}

/** The queue between events and Rolewarden. */
export function createEventQueue(scope: Construct, dead: Queue, visibilityTimeout: Duration): Queue {
  return new Queue(scope, 'Events', {
    queueName: NAMES.events,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: KEPT,
    visibilityTimeout,
    receiveMessageWaitTime: Duration.seconds(20),
    deadLetterQueue: { queue: dead, maxReceiveCount: MOST_RECEIVES },
  });
}

/** Lets a service send to a queue on behalf of named sources, and of no others. */
export function letIn(queue: Queue, service: string, sources: readonly string[], account?: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': sources },
        ...(account === undefined ? {} : { StringEquals: { 'aws:SourceAccount': account } }),
      },
    }),
  );
}
