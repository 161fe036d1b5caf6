import { alarmFaults, wantedAlarms } from './alarms.ts';
import { auditFaults, mayAct } from './audit.ts';
import { eventQueueFaults, functionFaults, intakeFaults, serviceFaults } from './compute.ts';
import { busFaults, queueFaults, ruleFaults, topicFaults } from './events.ts';
import { keyFaults, permissionFaults, trustFaults } from './identities.ts';
import { spokeFaults } from './spoke.ts';
import { keptFaults, networkFaults, redisFaults } from './store.ts';
import { at, ofType, type Resource, resourcesOf, type Say } from './template.ts';
import { trailFaults } from './trail.ts';

/** The kind of a template: what must be in it depends on that. */
export type Kind =
  | {
      readonly kind: 'hub';
      readonly feed: 'sqs' | 'kinesis' | 'direct' | 's3';
      readonly compute: 'lambda' | 'ecs';
    }
  | { readonly kind: 'forward'; readonly silent?: true }
  | { readonly kind: 'spoke'; readonly policy: unknown };

/** What in a template is not as it must be, in words; empty if everything is. */
export function faultsOf(template: unknown, kind: Kind): readonly string[] {
  const faults: string[] = [];
  const say: Say = (good, fault) => {
    if (!good) faults.push(fault);
  };
  const all = resourcesOf(template);
  if (kind.kind === 'spoke') {
    spokeFaults(template, all, kind.policy, say);
    return faults;
  }
  queueFaults(all, say);
  trustFaults(all, say);
  permissionFaults(all, say);
  topicFaults(all, kind.kind === 'hub', say);
  if (kind.kind === 'hub') hubFaults(all, kind, say);
  else {
    ruleFaults(all, 1, say);
    alarmFaults(all, ['undelivered', 'rule-failed', ...(kind.silent ? ['rule-silent'] : [])], say);
  }
  return faults;
}

function hubFaults(
  all: readonly Resource[],
  { compute, feed }: Extract<Kind, { kind: 'hub' }>,
  say: Say,
): void {
  ruleFaults(all, feed === 's3' ? 0 : 2, say);
  busFaults(all, say);
  keyFaults(all, say);
  redisFaults(all, say);
  networkFaults(all, say);
  keptFaults(all, say);
  auditFaults(all, compute, say);
  if (compute === 'lambda') {
    functionFaults(all, say);
    intakeFaults(all, feed, say);
  } else serviceFaults(all, feed, say);
  if (feed === 'sqs' || feed === 's3') eventQueueFaults(all, say);
  if (feed === 's3') trailFaults(all, say);
  alarmFaults(all, wantedAlarms(feed, compute, mayAct(all)), say);
  const names = ofType(all, 'AWS::SQS::Queue').map(({ properties }) => at(properties, 'QueueName'));
  for (const name of ['rolewarden-dead', 'rolewarden-undelivered', 'rolewarden-quarantine']) {
    say(names.includes(name), `no queue ${name}`);
  }
}
