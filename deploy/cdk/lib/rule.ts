import { CfnEventBusPolicy, CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { RETRIES, RULE_STATE, SOURCES, TARGET_ID } from '../../../src/actions/provision-rule.ts';
import { NAMES } from './names.ts';

/** Where a rule sends, and what it needs for that. */
export interface RuleTarget {
  readonly arn: string;
  readonly roleArn?: string;
  readonly deadLetterArn: string;
}

/**
 * STS, sign-in and Identity Center events, read-only ones included. A CfnRule: the L2 construct cannot say the state in which
 * EventBridge hands AssumeRole over for certain. What it makes is what `rolewarden provision eventbridge` makes.
 */
export function createRule(scope: Construct, id: string, target: RuleTarget, busName?: string): CfnRule {
  return new CfnRule(scope, id, {
    name: NAMES.rule,
    description: 'STS, sign-in and Identity Center events, read-only ones included; for Rolewarden, by CDK',
    ...(busName === undefined ? {} : { eventBusName: busName }),
    eventPattern: { source: SOURCES },
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

/** The bus on which other regions and accounts arrive; the default bus is left alone. */
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
