import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { AUDIT_PREFIX, placesOf } from './names.ts';
import { accept } from './reasons.ts';
import type { Settings } from './settings.ts';

/** The bucket for records of actions, which outlives the stack, and the right to use it: no action without a record. */
export function createAudit(scope: Stack, encryptionKey: IKey, role: Role, settings: Settings): void {
  const { days, lock } = settings.audit;
  const kept = Duration.days(days);
  const bucket = new Bucket(scope, 'Audit', {
    bucketName: placesOf(settings).auditBucket,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    // versions that somebody deleted or wrote over are kept as long as the others
    lifecycleRules: [{ expiration: kept, noncurrentVersionExpiration: kept }],
    ...(lock === 'none' ? {} : { objectLockDefaultRetention: ObjectLockRetention[lock](kept) }),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  accept(
    bucket,
    'AwsSolutions-S1',
    'Records are written once and versioned; who reads them is in data events of a trail, not in a second bucket to guard.',
  );
  allowAudit(role, encryptionKey.keyArn, settings);
}

/**
 * Allows to write and read records under one prefix, but not to overwrite or delete any. Without `s3:ListBucket` S3
 * answers that a missing record is forbidden, and the last record of the kill switch is not found. The bucket has
 * records alone, so that needs no condition; a trail's bucket has more, and does.
 */
function allowAudit(role: Role, key: string, settings: Settings): void {
  const { account, region } = settings;
  const { auditBucket, partition } = placesOf(settings);
  const bucket = `arn:${partition}:s3:::${auditBucket}`;
  const records = `${bucket}/${AUDIT_PREFIX}/*`;
  const ours = { StringEquals: { 's3:ResourceAccount': account } };
  const allow = (sid: string, actions: string[], resource: string, conditions: Record<string, unknown>) =>
    role.addToPolicy(new PolicyStatement({ sid, actions, resources: [resource], conditions }));
  allow('Audit', ['s3:PutObject'], records, { ...ours, Null: { 's3:if-none-match': 'false' } });
  allow('AuditRead', ['s3:GetObject'], records, ours);
  allow('AuditList', ['s3:ListBucket'], bucket, ours);
  allow('AuditKey', ['kms:GenerateDataKey', 'kms:Decrypt'], key, {
    StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
  });
  accept(
    role,
    `AwsSolutions-IAM5[Resource::${records}]`,
    'One folder: its records have names of the future.',
  );
}
