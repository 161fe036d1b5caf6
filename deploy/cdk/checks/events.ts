import { patternOf } from '../../../src/actions/provision/pattern.ts';
import { RETRIES, RULE_STATE } from '../../../src/actions/provision/rule.ts';
import { at, listOf, ofType, type Resource, type Say, statementsOf, textOf } from './template.ts';

const PATTERNS: readonly string[] = [false, true].map((watch) => JSON.stringify(patternOf(watch)));

/** Rules: at least so many, in the state that delivers read-only events, with the one pattern or the other, and dead letters. */
export function ruleFaults(all: readonly Resource[], least: number, say: Say): void {
  const rules = ofType(all, 'AWS::Events::Rule').filter(
    ({ properties }) => at(properties, 'ScheduleExpression') === undefined,
  );
  say(rules.length >= least, `${rules.length} rules, not ${least}`);
  for (const { id, properties } of rules) {
    say(at(properties, 'State') === RULE_STATE, `${id}: state is not ${RULE_STATE}`);
    const pattern = textOf(at(properties, 'EventPattern'));
    say(
      PATTERNS.includes(pattern),
      `${id}: pattern is neither the one without sessions: watch nor the one with it`,
    );
    const targets = listOf(at(properties, 'Targets'));
    say(targets.length === 1, `${id}: ${targets.length} targets`);
    for (const target of targets) {
      say(at(target, 'DeadLetterConfig', 'Arn') !== undefined, `${id}: no dead-letter queue`);
      const tries = at(target, 'RetryPolicy', 'MaximumRetryAttempts');
      say(tries === RETRIES.MaximumRetryAttempts, `${id}: gives up early`);
      say(
        textOf(at(target, 'Arn')).includes('event-bus') === false || at(target, 'RoleArn') !== undefined,
        `${id}: a bus without a role`,
      );
      say(
        ['Input', 'InputPath', 'InputTransformer'].every((key) => at(target, key) === undefined),
        `${id}: reshapes events`,
      );
    }
  }
}

/** Queues: encrypted, for TLS only, and open only to services on behalf of named sources. */
export function queueFaults(all: readonly Resource[], say: Say): void {
  const policies = ofType(all, 'AWS::SQS::QueuePolicy');
  for (const { id, properties } of ofType(all, 'AWS::SQS::Queue')) {
    const own = policies.filter(({ properties: p }) => textOf(at(p, 'Queues')).includes(JSON.stringify(id)));
    const sse =
      at(properties, 'SqsManagedSseEnabled') === true || at(properties, 'KmsMasterKeyId') !== undefined;
    say(sse, `${id}: not encrypted`);
    say(
      own.some((policy) => refusesPlain(policy)),
      `${id}: may be used without TLS`,
    );
  }
  for (const policy of policies) openings(policy, say);
}

/** Topics: for TLS only, and open only to services on behalf of named sources or this account. */
export function topicFaults(all: readonly Resource[], encrypted: boolean, say: Say): void {
  const policies = ofType(all, 'AWS::SNS::TopicPolicy');
  for (const { id, properties } of ofType(all, 'AWS::SNS::Topic')) {
    say(!encrypted || at(properties, 'KmsMasterKeyId') !== undefined, `${id}: not encrypted`);
    const own = policies.filter(({ properties: p }) => textOf(at(p, 'Topics')).includes(JSON.stringify(id)));
    say(
      own.some((policy) => refusesPlain(policy)),
      `${id}: may be used without TLS`,
    );
  }
  for (const policy of policies) openings(policy, say);
}

/** Whether a policy denies requests without TLS. */
export function refusesPlain(policy: Resource): boolean {
  return statementsOf(policy, at(policy.properties, 'PolicyDocument')).some(
    ({ allows, value }) =>
      !allows && textOf(at(value, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false',
  );
}

/** Each Allow must name a service, and the sources or the account on whose behalf it may come. */
function openings(policy: Resource, say: Say): void {
  for (const { allows, value } of statementsOf(policy, at(policy.properties, 'PolicyDocument'))) {
    if (!allows) continue;
    say(typeof at(value, 'Principal', 'Service') === 'string', `${policy.id}: lets in more than a service`);
    const sources = listOf(at(value, 'Condition', 'ArnEquals', 'aws:SourceArn')).map(textOf);
    const account = at(value, 'Condition', 'StringEquals', 'aws:SourceAccount');
    say(sources.length > 0 || account !== undefined, `${policy.id}: lets a service in for anybody`);
    say(!sources.some((source) => source.includes('*')), `${policy.id}: lets a service in for a pattern`);
    const queue = policy.type === 'AWS::SQS::QueuePolicy';
    say(!queue || sources.length > 0, `${policy.id}: a queue names no source`);
  }
}

/** The bus: it takes events only from forwarding roles of the organisation. */
export function busFaults(all: readonly Resource[], say: Say): void {
  for (const { id, properties } of ofType(all, 'AWS::Events::EventBusPolicy')) {
    const condition = at(properties, 'Statement', 'Condition');
    say(
      at(condition, 'StringEquals', 'aws:PrincipalOrgID') !== undefined,
      `${id}: open beyond the organisation`,
    );
    say(at(condition, 'ArnLike', 'aws:PrincipalArn') !== undefined, `${id}: open to any role`);
  }
}
