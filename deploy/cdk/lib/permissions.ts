import { ArnPrincipal, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { NAMES, placesOf } from './names.ts';
import { partitionOf } from './places.ts';
import { accept } from './reasons.ts';
import type { Settings } from './settings.ts';

/**
 * A session that has a source identity takes it along into every role that it assumes. The caller's policy and the
 * role's trust must both allow that, or nothing is assumed.
 */
const ASSUMING = ['sts:AssumeRole', 'sts:SetSourceIdentity'];

/**
 * The role as which everything runs. Spoke roles trust it by name, so it has the same name in every deployment. People
 * who approve and undo assume it too (ADR 0071).
 */
export function createHubRole(scope: Construct, { account, compute, operators }: Settings): Role {
  const service = compute === 'lambda' ? 'lambda.amazonaws.com' : 'ecs-tasks.amazonaws.com';
  const principal = new ServicePrincipal(service);
  const role = new Role(scope, 'Hub', {
    roleName: NAMES.hub,
    description: 'Rolewarden: reads events, alerts, and ends sessions through the spoke roles where it may',
    assumedBy:
      compute === 'lambda'
        ? principal
        : principal.withConditions({ StringEquals: { 'aws:SourceAccount': account } }),
  });
  for (const arn of operators) {
    const principals = [new ArnPrincipal(arn)];
    role.assumeRolePolicy?.addStatements(new PolicyStatement({ actions: ASSUMING, principals }));
  }
  return role;
}

/** Allows to assume the spoke role in accounts of the organisation, or in this one. Acting needs no other right. */
export function allowActing(role: Role, { account, organisation, region }: Settings): void {
  const accounts = organisation === undefined ? account : '*';
  const spokes = `arn:${partitionOf(region)}:iam::${accounts}:role/${NAMES.spoke}`;
  accept(
    role,
    `AwsSolutions-IAM5[Resource::${spokes}]`,
    'One role name, in the accounts of one organisation.',
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Spokes',
      actions: ASSUMING,
      resources: [spokes],
      conditions: {
        StringEquals:
          organisation === undefined
            ? { 'aws:ResourceAccount': account }
            : { 'aws:ResourceOrgID': organisation.id },
      },
    }),
  );
}

/** Allows to write to one log group. */
export function allowLogs(role: Role, group: string): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [group],
    }),
  );
}

/** Allows to read the function's own environment, which the key encrypts. */
export function allowEnvironment(role: Role, keyArn: string, settings: Settings): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Environment',
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: {
        StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': placesOf(settings).worker },
      },
    }),
  );
}

/** Allows Lambda, which uses the function's role, to make network interfaces; the function's own code may not. */
export function allowInterfaces(scope: Construct, role: Role, settings: Settings): Policy {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const policy = new Policy(scope, 'Interfaces', { roles: [role] });
  policy.addStatements(
    new PolicyStatement({ sid: 'LambdaMakesInterfaces', actions, resources: ['*'] }),
    PolicyStatement.fromJson({
      Sid: 'CodeMakesNone',
      Effect: 'Deny',
      Action: actions,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': placesOf(settings).worker } },
    }),
  );
  accept(
    policy,
    'AwsSolutions-IAM5[Resource::*]',
    'EC2 names no interface before it exists; the function’s own code is denied all of it.',
  );
  return policy;
}

/** Allows to send alerts to one topic, to send unreadable input to one queue, and to use the key for these two. */
export function allowAlerts(
  role: Role,
  to: { readonly topicArn: string; readonly queueArn: string; readonly keyArn: string },
  region: string,
): void {
  const allow = (sid: string, actions: string[], resource: string, conditions = {}) =>
    role.addToPolicy(new PolicyStatement({ sid, actions, resources: [resource], conditions }));
  allow('Alerts', ['sns:Publish'], to.topicArn);
  allow('Quarantine', ['sqs:SendMessage'], to.queueArn);
  allow('Key', ['kms:GenerateDataKey', 'kms:Decrypt'], to.keyArn, {
    StringEquals: { 'kms:ViaService': ['sns', 'sqs'].map((service) => `${service}.${region}.amazonaws.com`) },
  });
}
