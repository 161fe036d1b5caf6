import type { Resource } from '@aws-sdk/client-securityhub';
import type { Finding } from '../core/finding/finding.ts';
import { capped, MOST } from './asff-text.ts';

/** The Security Hub that takes the finding; its default product is named after the account. */
export interface Hub {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const KEY = /^[A-Z0-9]{16,128}$/;

/** The role and the key that was issued, or the account if neither is known. */
export function resources(finding: Finding, { partition, region, accountId }: Hub): Resource[] {
  const { role, session, actor, event } = finding;
  const place = { ...partitionIn(partition), Region: region };
  const found: Resource[] = [];
  if (role !== null && role.arn.length <= MOST.id && ROLE.test(role.arn)) {
    const Details = { AwsIamRole: { RoleName: capped(role.name, MOST.name) } };
    found.push({ Type: 'AwsIamRole', Id: role.arn, ...place, Details });
  }
  const key = session?.accessKeyId ?? null;
  if (key !== null && KEY.test(key)) {
    const Details = { AwsIamAccessKey: { AccessKeyId: key, PrincipalName: capped(actor.name, MOST.name) } };
    found.push({ Type: 'AwsIamAccessKey', Id: key, ...place, Details });
  }
  if (found.length > 0) return found;
  const owner = event.recipientAccountId ?? accountId;
  return [{ Type: 'AwsAccount', Id: capped(`AWS::::Account:${owner}`, MOST.id), ...place }];
}

/** The partition, if Security Hub's format knows it. Else it is left out: `aws` would be false. */
function partitionIn(partition: string): { readonly Partition?: 'aws' | 'aws-cn' | 'aws-us-gov' } {
  const known = partition === 'aws' || partition === 'aws-cn' || partition === 'aws-us-gov';
  return known ? { Partition: partition } : {};
}
