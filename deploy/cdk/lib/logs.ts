import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group of Rolewarden: encrypted with its key, kept for a stated time, and kept when the stack goes. */
export function createLog(scope: Construct, name: string, key: IKey, days: number): LogGroup {
  return new LogGroup(scope, `${name}Log`, {
    logGroupName: `/rolewarden/${name.toLowerCase()}`,
    encryptionKey: key,
    retention: days,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
