import { S3Client } from '@aws-sdk/client-s3';
import { createAuditFolder } from '../actions/audit/folder.ts';
import type { AuditPlace } from '../actions/audit/place.ts';
import { createAuditBucket } from '../actions/audit/s3.ts';
import { type Environment, regionOf, s3Endpoint } from '../environment.ts';
import { CLIENT } from './clients.ts';

const IN_S3 = /^s3:\/\/([^/]+)\/?(.*?)\/?$/;

/** Where audit records go: the folder, or `s3://bucket/prefix`, that `revocation.audit.folder` names. */
export function auditPlace(folder: string, environment: Environment): AuditPlace {
  const [, bucket, prefix] = IN_S3.exec(folder) ?? [];
  if (bucket === undefined || prefix === undefined) return createAuditFolder(folder);
  const client = new S3Client({
    region: regionOf(environment),
    followRegionRedirects: true,
    ...CLIENT,
    ...s3Endpoint(environment),
  });
  return createAuditBucket(client, bucket, prefix);
}
