import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts a finding of cdk-nag on a construct, for a reason that is worth reading. */
export function accept(on: IConstruct, rule: string, reason: string): void {
  Validations.of(on).acknowledge({ id: `AwsSolutions::${rule}`, reason });
}
