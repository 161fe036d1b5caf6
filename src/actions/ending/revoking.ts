import type { Caps } from '../../core/action/admission.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import type { Eligibility } from '../../core/action/eligible.ts';
import type { ActionRecord, Ledger } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Audit } from '../audit/audit.ts';
import type { Bench } from '../iam/bench.ts';
import { applyIntent } from './apply-intent.ts';
import { endedCover, type Restored, recordRoom, restoreCovered } from './covered.ts';
import { hold, stoppedBy } from './holding.ts';
import { isRecorded, OPEN, reopened, settledBefore } from './known-actions.ts';
import { permit, withdrawn } from './permit.ts';
import { meaningOf, recordOutcome } from './revoke-outcome.ts';
import { ended, type Order, type Revoked, refused } from './revoked.ts';
import type { Result } from './tries.ts';

/** What a revocation needs. */
export interface RevokingParts {
  readonly ledger: Ledger;
  readonly bench: Bench;
  readonly audit: Audit;
  readonly caps: Caps;
  /** Whether caps for critical roles apply. */
  readonly isCritical: (arn: string) => boolean;
  /** What must be true of the target. Asks AWS who the process is, so that it never acts on itself. */
  readonly eligibility: (order: Order) => Promise<Eligibility>;
  /** Why it may not act in the account; undefined if it may. Throws if that is not known at the moment. */
  readonly unreachable: (accountId: string) => Promise<string | undefined>;
  /** The configuration's kill switch. */
  readonly enabled: boolean;
  readonly version: string;
  readonly configHash: string;
}

/** Milliseconds that one attempt may take. */
const ATTEMPT = 20_000;

/**
 * Carries out an order, unless one of the guard-rails that need the ledger or IAM prevents it: an unfit server, the
 * kill switch, final decisions, caps and breakers, the audit record, the target as it is now. Throws only if the
 * ledger, or AWS about who the process is, cannot be asked; nothing was done then. `anew`: a person has named this very
 * session, so that the order counts even after an undo.
 */
export async function revoke(parts: RevokingParts, order: Order, anew = false): Promise<Revoked> {
  const { ledger } = parts;
  const { actionId, target } = order.intent;
  const unreached = await parts.unreachable(target.accountId);
  const stopped = (await stoppedBy(parts)) ?? unreached;
  // the person is told at once, and nothing is recorded: the order cannot be carried out in this account
  if (unreached !== undefined && order.mode === 'person' && (await ledger.action(actionId)) === undefined) {
    return refused(unreached);
  }
  const known = await ledger.record({
    actionId,
    intent: order.intent,
    state: order.mode === 'confirm' || stopped !== undefined ? 'pending' : 'ready',
    finding: order.finding,
    by: order.by,
    detail: [...(stopped === undefined ? [] : [stopped]), ...order.notes].join('; '),
  });
  if (stopped !== undefined) return hold(parts, order, stopped, known.state);
  if (order.mode === 'person') {
    const open = await reopened(parts, order, known, anew);
    return 'outcome' in open ? open : apply(parts, open);
  }
  return (await settledBefore(ledger, order, known)) ?? apply(parts, order);
}

/** One attempt. It is short, since alerts wait for it; if it fails for now, the delivery is redelivered. */
async function apply(parts: RevokingParts, order: Order): Promise<Revoked> {
  const { bench, ledger } = parts;
  const limit = order.mode === 'person' ? order.deadline : bench.waiting.now() + ATTEMPT;
  const result = await applyIntent(bench, order.intent, {
    eligibility: await parts.eligibility(order),
    isRecorded: (id) => isRecorded(ledger, id),
    deadline: Math.min(order.deadline, limit),
    permit: (live, document) => permit(parts, order, live, document),
    withdrawn: (written) => withdrawn(parts, order, written),
  });
  const stopped = result.outcome === 'stopped' ? result : undefined;
  if (stopped?.held !== undefined) return stopped.held;
  const done = await conclude(parts, order, result);
  return stopped?.killed === true ? hold(parts, order, stopped.reason) : done;
}

async function conclude(parts: RevokingParts, order: Order, result: Result): Promise<Revoked> {
  const { ledger } = parts;
  const { actionId } = order.intent;
  const { kept, revoked, state } = meaningOf(order, result);
  const change = { state, by: order.by, detail: [kept ?? revoked.detail, ...order.notes].join('; ') };
  const done = await recordOutcome(parts, order, result, revoked);
  try {
    await ledger.change(actionId, [...OPEN, 'pending'], change);
    if (!('removed' in result)) return done;
    await recordRoom(ledger, result.removed);
    const undone = await endedCover(ledger, result.removed);
    return undone === undefined ? done : await putBack(parts, order, { done, undone });
  } catch (thrown) {
    const detail = `${done.detail}; the ledger could not be told: ${reasonOf(thrown)}`;
    return { ...done, detail, settled: done.settled && order.mode === 'person' };
  }
}

/** Writes covered policies back, because their cover was undone before the ledger knew what it covers. */
async function putBack(
  parts: RevokingParts,
  { intent: { actionId, target } }: Order,
  { done, undone }: { readonly done: Revoked; readonly undone: ActionRecord },
): Promise<Revoked> {
  const again = (order: Order) => revoke(parts, order);
  const back = await restoreCovered(parts, again, { target, by: undone.by });
  const told = undone.actionId === actionId ? ended(undone) : done;
  if (back.length === 0) return told;
  const stand = back.filter(({ outcome }) => outcome === 'applied').length;
  const detail = `${told.detail}; of ${back.length} that a policy had covered when it was undone, ${stand} were put back`;
  return { ...told, detail, procedure: [...told.procedure, ...back.flatMap(notBack)] };
}

function notBack({ action: { actionId }, detail, outcome }: Restored): readonly string[] {
  if (outcome === 'applied') return [];
  const name = policyName(actionId);
  return [`${name} was covered, and was not written back (${detail}): rolewarden approve ${actionId}`];
}
