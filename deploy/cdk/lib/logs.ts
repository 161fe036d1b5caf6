import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group: encrypted with the key, its entries kept for so many days, itself kept when the stack is deleted. */
export function createLog(scope: Construct, name: string, key: IKey, days: number): LogGroup {
  return new LogGroup(scope, `${name}Log`, {
    logGroupName: `/rolewarden/${name.toLowerCase()}`,
    encryptionKey: key,
    retention: days,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}
