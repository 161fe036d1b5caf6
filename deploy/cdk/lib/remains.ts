import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { partitionOf } from './places.ts';
import { accept } from './reasons.ts';

/** The bucket for records of a stream that Lambda gives up: a queue would get only their sequence numbers. */
export function createRemains(scope: Stack, encryptionKey: IKey, role: Role): Bucket {
  const bucketName = `rolewarden-remains-${scope.account}-${scope.region}`;
  const bucket = new Bucket(scope, 'Remains', {
    bucketName,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  accept(
    bucket,
    'AwsSolutions-S1',
    'It is empty on every good day; its own access log would be a second bucket to guard.',
  );
  allowRemains(role, `arn:${partitionOf(scope.region)}:s3:::${bucketName}`, encryptionKey.keyArn, scope);
  return bucket;
}

/** Allows to put objects into the bucket, but not to read them. */
function allowRemains(role: Role, bucket: string, key: string, { account, region }: Stack): void {
  const allow = (
    sid: string,
    action: string,
    resource: string,
    condition: Readonly<Record<string, string>>,
  ) =>
    role.addToPolicy(
      new PolicyStatement({
        sid,
        actions: [action],
        resources: [resource],
        conditions: { StringEquals: condition },
      }),
    );
  allow('Remains', 's3:PutObject', `${bucket}/*`, { 's3:ResourceAccount': account });
  allow('RemainsList', 's3:ListBucket', bucket, { 's3:ResourceAccount': account });
  allow('RemainsKey', 'kms:GenerateDataKey', key, { 'kms:ViaService': `s3.${region}.amazonaws.com` });
  accept(
    role,
    `AwsSolutions-IAM5[Resource::${bucket}/*]`,
    'One bucket: its objects have names of the future.',
  );
}
