import { wrongUsage } from '../../core/errors.ts';
import type { Arn, RuleTarget } from './arn.ts';

/** What the operator asks for. */
export interface ProvisionRequest {
  /** The rule's name, the same in every region. */
  readonly name: string;
  readonly regions: readonly string[];
  readonly targets: readonly RuleTarget[];
  readonly role: Arn | undefined;
  readonly deadLetterQueues: readonly Arn[];
  /** Whether the configuration has `sessions: watch`: then changes in other services are matched, too. */
  readonly watch: boolean;
}

/** What one region is to have: a rule on its default bus, with one target. */
export interface WantedRule {
  readonly region: string;
  readonly name: string;
  /** The rule's ARN. The rule is in the account of the role, if there is one, else in that of the target. */
  readonly arn: string;
  readonly account: string;
  readonly target: RuleTarget;
  /** The role that EventBridge assumes to deliver; undefined if the target's own policy is enough. */
  readonly role: Arn | undefined;
  readonly deadLetterQueue: Arn | undefined;
  readonly watch: boolean;
}

/**
 * Finds the target of every region: the queue, function or stream in the region itself, else the bus. Throws ERR_USAGE,
 * before any call is made, for what EventBridge would refuse, or would accept and never deliver.
 */
export function wantedRules(request: ProvisionRequest): readonly WantedRule[] {
  const wanted = request.regions.map((region) => wantedRule(region, request));
  for (const target of request.targets) {
    if (wanted.some((rule) => rule.target === target)) continue;
    throw wrongUsage(
      `--target ${target.text} serves none of the regions`,
      `add ${target.region} to --regions`,
    );
  }
  for (const queue of request.deadLetterQueues) {
    if (wanted.some((rule) => rule.deadLetterQueue === queue)) continue;
    throw wrongUsage(
      `--dlq ${queue.text} serves none of the regions`,
      `a dead-letter queue must be in its rule's region, and only one there: add ${queue.region} to --regions or leave it out`,
    );
  }
  if (request.role !== undefined && wanted.every((rule) => rule.role === undefined)) {
    throw wrongUsage(
      `--target-role ${request.role.text} is not needed`,
      "leave it out: a queue and a function of the same account let EventBridge in by their own policies; a stream, a bus or another account's target needs a role",
    );
  }
  return wanted;
}

function wantedRule(region: string, request: ProvisionRequest): WantedRule {
  const target = targetOf(region, request);
  const account = request.role?.account ?? target.account;
  const needsRole = target.kind === 'stream' || target.kind === 'bus' || target.account !== account;
  if (needsRole && request.role === undefined) {
    throw wrongUsage(
      `--target ${target.text} needs --target-role`,
      `name a role that EventBridge may assume and that may send to it: a ${target.kind} has no policy that would do`,
    );
  }
  if (target.kind === 'bus' && target.region === region && target.account === account && isDefault(target)) {
    throw wrongUsage(
      `the default bus of ${region} cannot deliver to itself`,
      `give ${region} a queue, a function or a stream of its own as another --target`,
    );
  }
  return {
    region,
    name: request.name,
    arn: `arn:${target.partition}:events:${region}:${account}:rule/${request.name}`,
    account,
    target,
    role: needsRole ? request.role : undefined,
    deadLetterQueue: request.deadLetterQueues.find((queue) => queue.region === region),
    watch: request.watch,
  };
}

function targetOf(region: string, { targets }: ProvisionRequest): RuleTarget {
  const buses = targets.filter(({ kind }) => kind === 'bus');
  const here = targets.filter((target) => target.kind !== 'bus' && target.region === region);
  const [target, second] = here.length > 0 ? here : buses;
  if (second !== undefined) {
    throw wrongUsage(`${region} has two targets: ${target?.text} and ${second.text}`, 'name one of them');
  }
  if (target !== undefined) return target;
  throw wrongUsage(
    `no --target serves ${region}: ${targets.map(({ text }) => text).join(', ') || 'none is given'}`,
    `name a queue, a function or a stream in ${region}, or an event bus in any region (with --target-role), as another --target`,
  );
}

/** In words, what is allowed in a wanted rule, but makes it weaker than it could be. */
export function notesOn({ region, target, deadLetterQueue }: WantedRule): readonly string[] {
  const notes: string[] = [];
  if (deadLetterQueue === undefined) {
    notes.push(`no --dlq in ${region}: an event that cannot be delivered for 24 hours is dropped`);
  }
  if (target.kind === 'function') {
    notes.push('a failing function is retried only twice: a queue in front of it keeps the events');
  }
  return notes;
}

const isDefault = ({ name }: RuleTarget) => name === 'default';
