import { policyName } from '../core/deny-policy.ts';
import { reasonOf } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { MET, type RevocationRules } from '../core/guards.ts';
import type { Intent } from '../core/intent.ts';
import type { ActionRecord, ActionState } from '../core/ledger.ts';
import { restartWarning } from '../core/owned-by-aws.ts';

/** Who wants it, and why. */
export interface Order {
  readonly intent: Intent;
  /** `auto` and `confirm` are the configuration's; `person` has decided, and neither caps nor opt-in hold it back. */
  readonly mode: 'auto' | 'confirm' | 'person';
  readonly by: string;
  readonly finding: Finding | null;
  readonly notes: readonly string[];
  /** No try begins after it. */
  readonly deadline: number;
}

/** What came of one revocation: the words of a finding's `actions`, and whether it must be tried again. */
export interface Revoked {
  readonly outcome: 'applied' | 'pending' | 'refused' | 'failed' | 'retrying';
  readonly detail: string;
  readonly procedure: readonly string[];
  readonly settled: boolean;
}

/** The policy stands. */
export function inForce({ intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { kind, name, accountId } = intent.target;
  const what = intent.scope === 'session' ? `session ${intent.userid}` : 'all sessions up to then';
  const detail = `${what} of ${kind} ${name} in ${accountId} denied by ${policyName(intent.actionId)}`;
  return { outcome: 'applied', detail, procedure: [], settled: true };
}

/** A person has to decide. */
export function waiting({ detail, intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { name, accountId } = intent.target;
  const reject = `Or leave it: rolewarden reject ${intent.actionId}`;
  const whom = `${name} in ${accountId}`;
  // many reasons begin with the target already
  const words = detail === '' ? whom : detail.startsWith(`${name} of `) ? detail : `${whom}: ${detail}`;
  return { outcome: 'pending', detail: `waits for a person: ${words}`, procedure: [reject], settled: true };
}

/** A guard-rail said no; nothing was done. */
export function refused(detail: string, procedure: readonly string[] = []): Revoked {
  return { outcome: 'refused', detail, procedure, settled: true };
}

/** What cannot be asked is not done: while the event is young enough the delivery comes again, then a person is told. */
export function unasked(thrown: unknown, { deadline }: Pick<Order, 'deadline'>, now: number): Revoked {
  const detail = `the guard-rails cannot be checked: ${reasonOf(thrown)}`;
  const young = now < deadline;
  const procedure = [
    'Nothing was done. Look at the store, or end the session by hand: IAM, the role, Revoke sessions.',
  ];
  return { outcome: young ? 'retrying' : 'failed', detail, procedure, settled: !young };
}

/** Somebody has spoken the last word. */
export function ended({ by, state }: Pick<ActionRecord, 'by' | 'state'>): Revoked {
  return refused(`${by} has ${state} this action: it stays so`);
}

/** It was tried until the event was too old. */
export function givenUp({ detail, intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { name, accountId } = intent.target;
  const words = `${name} in ${accountId} was not denied in time: ${detail}`;
  return {
    outcome: 'failed',
    detail: words,
    procedure: [`Decide as a person: rolewarden approve ${intent.actionId}`],
    settled: true,
  };
}

/** What has become of an action, in words; undefined where a person has spoken the last, or nothing has. */
export function becomeOf(known: ActionRecord): Revoked | undefined {
  return BECOME.get(known.state)?.(known);
}

const BECOME: ReadonlyMap<ActionState, (known: ActionRecord) => Revoked> = new Map([
  ['applied', inForce],
  ['verified', inForce],
  ['pending', waiting],
  ['ready', givenUp],
  ['failed', givenUp],
]);

/**
 * The order for a session that was issued with a denied one: by the mode of its own account, and never further than
 * that of its parent. Undefined where it may not be touched without being asked for.
 */
export function childOrder(
  parent: Order,
  { bystander, intent }: { readonly bystander: boolean; readonly intent: Intent },
  rules: Pick<RevocationRules, 'mode' | 'isProtected'>,
): Order | undefined {
  const { accountId, arn, name } = intent.target;
  if (rules.isProtected(arn)) return undefined;
  const own = parent.finding === null ? 'confirm' : rules.mode(parent.finding, accountId);
  if (own === 'off' || own === 'shadow') return undefined;
  const asked = parent.mode === 'person' || own !== 'confirm';
  // also a person's order was for the parent: whoever else may be met is theirs to weigh
  const mode = asked && !bystander ? parent.mode : 'confirm';
  const notes = [
    `issued with the session of ${parent.intent.target.name}: ${name} in ${accountId}`,
    ...(bystander ? [MET] : []),
    ...(intent.heldBy === undefined ? [] : restartWarning(intent.heldBy)),
  ];
  return { ...parent, intent, mode, notes };
}
