import type { Arn } from './arn.ts';
import type { WantedRule } from './wanted.ts';

/**
 * What else is needed, beside the rule, for its events to arrive. `provision` does none of it, but prints it for
 * whoever manages these things. `policy`: a statement for the policy of `on`; `trust`: a statement for the trust policy
 * of the role `on`; `command`: to be run once; `rule`: another rule that must pass the events on.
 */
export type Need =
  | { readonly kind: 'policy'; readonly on: string; readonly statement: Statement }
  | { readonly kind: 'trust'; readonly on: string; readonly statement: Statement }
  | { readonly kind: 'command'; readonly on: string; readonly command: string }
  | { readonly kind: 'rule'; readonly on: string; readonly words: string };

/** A statement of a policy, ready to be pasted. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Principal?: { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const EVENTS = { Service: 'events.amazonaws.com' } as const;

const ACTIONS = {
  queue: 'sqs:SendMessage',
  function: 'lambda:InvokeFunction',
  stream: 'kinesis:PutRecord',
  bus: 'events:PutEvents',
} as const;

/** Everything else that is needed for a rule's events to arrive. */
export function needsOf(wanted: WantedRule): readonly Need[] {
  const { target, role, deadLetterQueue } = wanted;
  return [
    ...(role === undefined ? [] : roleNeeds(wanted, role)),
    ...targetNeeds(wanted),
    ...(deadLetterQueue === undefined ? [] : [queueNeed(wanted, deadLetterQueue)]),
    ...(target.kind === 'bus' ? [furtherRule(target)] : []),
  ];
}

/** The role must trust EventBridge, for rules of this account alone, and be allowed to send to the target. */
function roleNeeds({ target, account }: WantedRule, role: Arn): readonly Need[] {
  const condition = { StringEquals: { 'aws:SourceAccount': account } };
  const trust = {
    Effect: 'Allow',
    Principal: EVENTS,
    Action: 'sts:AssumeRole',
    Condition: condition,
  } as const;
  const permission = { Effect: 'Allow', Action: ACTIONS[target.kind], Resource: target.text } as const;
  return [
    { kind: 'trust', on: role.text, statement: trust },
    { kind: 'policy', on: role.text, statement: permission },
  ];
}

/** What the target's own policy must allow. With a role, it need allow something only across accounts. */
function targetNeeds(wanted: WantedRule): readonly Need[] {
  const { target, role, account } = wanted;
  if (role === undefined) {
    if (target.kind === 'queue') return [queueNeed(wanted, target)];
    return target.kind === 'function' ? [commandNeed(wanted)] : [];
  }
  if (target.account === account) return [];
  const statement = {
    Sid: `${sid(wanted.name)}From${account}`,
    Effect: 'Allow',
    Principal: { AWS: role.text },
    Action: ACTIONS[target.kind],
    Resource: target.text,
  } as const;
  return [{ kind: 'policy', on: target.text, statement }];
}

function queueNeed({ arn, name }: WantedRule, queue: Arn): Need {
  return { kind: 'policy', on: queue.text, statement: sendStatement({ arn, name }, queue.text) };
}

/** The statement of a queue's policy that lets EventBridge send for one rule. */
export function sendStatement(
  rule: { readonly arn: string; readonly name: string },
  queue: string,
): Statement {
  return {
    Sid: sid(rule.name),
    Effect: 'Allow',
    Principal: EVENTS,
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: { ArnEquals: { 'aws:SourceArn': rule.arn } },
  };
}

function commandNeed({ arn, name, target }: WantedRule): Need {
  return { kind: 'command', on: target.text, command: addPermission({ arn, name }, target) };
}

/** The command that lets EventBridge call a function for one rule. */
export function addPermission(
  { arn, name }: { readonly arn: string; readonly name: string },
  target: Arn,
): string {
  const [functionName = '', qualifier] = target.name.split(':');
  const options = [
    `--region ${target.region}`,
    `--function-name ${functionName}`,
    ...(qualifier === undefined ? [] : [`--qualifier '${qualifier}'`]),
    `--statement-id ${sid(name)}`,
    '--action lambda:InvokeFunction',
    '--principal events.amazonaws.com',
    `--source-arn ${arn}`,
  ];
  return `aws lambda add-permission ${options.join(' ')}`;
}

function furtherRule(target: Arn): Need {
  const words =
    target.name === 'default'
      ? `run provision for ${target.region} as well, with a queue, a function or a stream there as its target`
      : `a rule on the bus ${target.name} must pass the events on, with the same pattern and the same state`;
  return { kind: 'rule', on: target.text, words };
}

/** A statement's id: only letters and digits are allowed. */
const sid = (name: string) => name.replaceAll(/[^A-Za-z0-9]/g, '');
