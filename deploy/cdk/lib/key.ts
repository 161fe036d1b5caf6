import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { placesOf } from './names.ts';
import type { Settings } from './settings.ts';

/**
 * The key for what is kept: logs, topics, the quarantine, Redis, the function's environment. Queues that EventBridge
 * writes to do not use it: EventBridge names KMS no source, so the right could not be restricted, and a wrong one loses
 * events silently.
 */
export function createKey(scope: Construct, settings: Settings): Key {
  const key = new Key(scope, 'Key', {
    alias: 'alias/rolewarden',
    description: 'What Rolewarden keeps: logs, alerts, quarantine, histories',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const { account, region } = settings;
  const { partition, alarms } = placesOf(settings);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.${Stack.of(scope).urlSuffix}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:/rolewarden/*`,
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } },
    }),
  );
  return key;
}
