import { CfnEventBusPolicy, CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { patternOf } from '../../../src/actions/provision/pattern.ts';
import { RETRIES, RULE_STATE, TARGET_ID } from '../../../src/actions/provision/rule.ts';
import { NAMES } from './names.ts';

/** Where a rule sends events, with the role and the dead-letter queue for that. */
export interface RuleTarget {
  readonly arn: string;
  readonly roleArn?: string;
  readonly deadLetterArn: string;
  /** Whether the hub has `sessions: watch`. */
  readonly watch: boolean;
}

/**
 * A rule for STS, sign-in and Identity Center events, read-only ones included, and with `sessions: watch` for changes in
 * other services, as `rolewarden provision eventbridge` makes it. It is a CfnRule, as the CDK's Rule cannot have the state
 * in which EventBridge reliably delivers AssumeRole.
 */
export function createRule(scope: Construct, id: string, target: RuleTarget, busName?: string): CfnRule {
  return new CfnRule(scope, id, {
    name: NAMES.rule,
    description: 'STS, sign-in and Identity Center events, read-only ones included; for Rolewarden, by CDK',
    ...(busName === undefined ? {} : { eventBusName: busName }),
    eventPattern: patternOf(target.watch),
    state: RULE_STATE,
    targets: [
      {
        id: TARGET_ID,
        arn: target.arn,
        ...(target.roleArn === undefined ? {} : { roleArn: target.roleArn }),
        deadLetterConfig: { arn: target.deadLetterArn },
        retryPolicy: {
          maximumEventAgeInSeconds: RETRIES.MaximumEventAgeInSeconds,
          maximumRetryAttempts: RETRIES.MaximumRetryAttempts,
        },
      },
    ],
  });
}

/** The bus to which other regions and accounts send their events; the default bus is not changed. */
export function createBus(scope: Construct, organisation: string | undefined): EventBus {
  const bus = new EventBus(scope, 'Bus', { eventBusName: NAMES.bus });
  if (organisation === undefined) return bus;
  new CfnEventBusPolicy(scope, 'BusPolicy', {
    eventBusName: bus.eventBusName,
    statementId: 'Organisation',
    statement: {
      Sid: 'Organisation',
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: bus.eventBusArn,
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': organisation },
        ArnLike: { 'aws:PrincipalArn': `arn:*:iam::*:role/${NAMES.forwarder}-*` },
      },
    },
  });
  return bus;
}
