import { RemovalPolicy } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { type AccessPoint, FileSystem, LifecyclePolicy } from 'aws-cdk-lib/aws-efs';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Network } from './network.ts';

/** Where `revocation.audit.folder` is, in the function and in the container. */
export const AUDIT_FOLDER = '/mnt/audit';

/** The user that tasks and the function write as; the image's own. */
export const UID = '65532';

/** Records of what was done outlive the process: no action without one. */
export interface Audit {
  readonly files: FileSystem;
  readonly access: AccessPoint;
}

export function createAudit(
  scope: Construct,
  { subnets, vpc, worker }: Network,
  key: IKey,
  role: Role,
): Audit {
  const files = new FileSystem(scope, 'Audit', {
    vpc,
    vpcSubnets: subnets,
    encrypted: true,
    kmsKey: key,
    enableAutomaticBackups: true,
    allowAnonymousAccess: false,
    lifecyclePolicy: LifecyclePolicy.AFTER_30_DAYS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  files.connections.allowFrom(worker, Port.tcp(2049), 'workers');
  const access = files.addAccessPoint('Records', {
    path: '/audit',
    createAcl: { ownerUid: UID, ownerGid: UID, permissions: '0700' },
    posixUser: { uid: UID, gid: UID },
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Audit',
      actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      resources: [files.fileSystemArn],
      conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': access.accessPointArn } },
    }),
  );
  return { files, access };
}
