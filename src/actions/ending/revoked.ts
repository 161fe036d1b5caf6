import { mayWrite } from '../../core/action/acting.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { MET, type RevocationRules } from '../../core/action/guards.ts';
import { holderSteps } from '../../core/action/held-by.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { ActionRecord, ActionState } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { ActionOutcome } from '../../core/finding/outcomes.ts';

/** An order to end sessions: what, who wants it, and why. */
export interface Order {
  readonly intent: Intent;
  /** `auto`, `confirm`: by the configuration. `person`: a person has decided; caps and opt-in do not apply. */
  readonly mode: 'auto' | 'confirm' | 'person';
  readonly by: string;
  readonly finding: Finding | null;
  readonly notes: readonly string[];
  /** The action against the session that this one was issued with: undoing that ends this order, too. */
  readonly behind?: string;
  /** No try begins after it (ms since 1970). */
  readonly deadline: number;
}

/** What came of one revocation, in the words of a finding's `actions`. Not `settled`: it must be tried again. */
export interface Revoked {
  readonly outcome: Extract<ActionOutcome, 'applied' | 'pending' | 'refused' | 'failed' | 'retrying'>;
  readonly detail: string;
  readonly procedure: readonly string[];
  readonly settled: boolean;
}

/** For a policy that is in place. */
export function inForce({ intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { kind, name, accountId } = intent.target;
  const what = intent.scope === 'session' ? `session ${intent.userid}` : 'all sessions up to then';
  const detail = `${what} of ${kind} ${name} in ${accountId} denied by ${policyName(intent.actionId)}`;
  return { outcome: 'applied', detail, procedure: [], settled: true };
}

/** For an action on which a person has to decide. */
export function waiting({ detail, intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { name, accountId } = intent.target;
  const reject = `Or leave it: rolewarden reject ${intent.actionId}`;
  const whom = `${name} in ${accountId}`;
  // many reasons begin with the name of the target
  const named = detail.startsWith(`${name} of `) ? detail : `${whom}: ${detail}`;
  const words = detail === '' ? whom : named;
  return { outcome: 'pending', detail: `waiting for approval: ${words}`, procedure: [reject], settled: true };
}

/** For an order that a guard-rail refused; nothing was done. */
export function refused(detail: string, procedure: readonly string[] = []): Revoked {
  return { outcome: 'refused', detail, procedure, settled: true };
}

/**
 * For guard-rails that could not be checked: nothing was done. Redelivered until the deadline, then a person is told.
 */
export function unasked(thrown: unknown, { deadline }: Pick<Order, 'deadline'>, now: number): Revoked {
  const detail = `the guard-rails cannot be checked: ${reasonOf(thrown)}`;
  const young = now < deadline;
  const procedure = [
    'Nothing was done. Check the store, or end the session by hand: IAM console, the role, Revoke sessions.',
  ];
  return { outcome: young ? 'retrying' : 'failed', detail, procedure, settled: !young };
}

/** For an action in a final state. */
export function ended({ by, state }: Pick<ActionRecord, 'by' | 'state'>): Revoked {
  return refused(`${by} has ${state} this action: that is final`);
}

/** For an action that did not succeed before the event was too old. */
export function givenUp({ detail, intent }: Pick<ActionRecord, 'intent' | 'detail'>): Revoked {
  const { name, accountId } = intent.target;
  const words = `${name} in ${accountId} was not denied in time: ${detail}`;
  return {
    outcome: 'failed',
    detail: words,
    procedure: [`Decide yourself: rolewarden approve ${intent.actionId}`],
    settled: true,
  };
}

/** What has become of an action, in words; undefined if its state is final. */
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
 * The order for a session that was issued with a denied one: in the mode of its own account, but never more automatic
 * than that of its parent. Undefined if it is protected, or if the mode is `off` or `shadow`.
 */
export function childOrder(
  parent: Order,
  { bystander, intent }: { readonly bystander: boolean; readonly intent: Intent },
  rules: Pick<RevocationRules, 'mode' | 'isProtected'>,
): Order | undefined {
  const { accountId, arn, name } = intent.target;
  if (rules.isProtected(arn)) return undefined;
  const own = parent.finding === null ? 'confirm' : rules.mode(parent.finding, accountId);
  if (!mayWrite(own)) return undefined;
  const asked = parent.mode === 'person' || own !== 'confirm';
  // even a person ordered only the parent's end: whether a bystander may be hit, a person has to decide
  const mode = asked && !bystander ? parent.mode : 'confirm';
  const notes = [
    `issued with the session of ${parent.intent.target.name}: ${name} in ${accountId}`,
    ...(bystander ? [MET] : []),
    ...(intent.heldBy === undefined ? [] : holderSteps(intent.heldBy)),
  ];
  return { ...parent, intent, mode, notes, behind: parent.intent.actionId };
}
