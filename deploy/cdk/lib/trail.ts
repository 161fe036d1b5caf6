import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { partitionOf, regionOf } from './places.ts';
import { letIn } from './queues.ts';
import { accept } from './reasons.ts';
import type { Settings } from './settings.ts';

/** Lets the bucket of a trail, or its topic, send to the queue, and the role read nothing but the trail's folder. */
export function readTrail(scope: Construct, settings: Settings, queue: Queue, role: Role): void {
  const { trail } = settings;
  if (trail === undefined) throw new Error('feed s3 without a trail');
  const bucket = `arn:${partitionOf(settings.region)}:s3:::${trail.bucket}`;
  const owner = trail.account ?? settings.account;
  if (trail.topic === undefined) letIn(queue, 's3.amazonaws.com', [bucket], owner);
  else {
    letIn(queue, 'sns.amazonaws.com', [trail.topic]);
    new CfnSubscription(scope, 'TrailTopic', {
      protocol: 'sqs',
      topicArn: trail.topic,
      // without it CloudFormation looks for the topic in this region
      region: regionOf(trail.topic),
      endpoint: queue.queueArn,
      rawMessageDelivery: true,
    });
  }
  const folder = `${trail.prefix}AWSLogs/*`;
  const objects = `${bucket}/${folder}`;
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Trail',
      actions: ['s3:GetObject'],
      resources: [objects],
      conditions: { StringEquals: { 's3:ResourceAccount': owner } },
    }),
  );
  // without this right S3 answers that an object that is gone is forbidden, and it would be tried again in vain
  role.addToPolicy(
    new PolicyStatement({
      sid: 'TrailList',
      actions: ['s3:ListBucket'],
      resources: [bucket],
      conditions: { StringEquals: { 's3:ResourceAccount': owner }, StringLike: { 's3:prefix': folder } },
    }),
  );
  if (trail.key !== undefined) {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'TrailKey',
        actions: ['kms:Decrypt'],
        resources: [trail.key],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${regionOf(trail.key)}.amazonaws.com` } },
      }),
    );
  }
  accept(
    role,
    `AwsSolutions-IAM5[Resource::${objects}]`,
    'The trail’s folder: its objects have names of the future.',
  );
}
