import { denyExpires } from '../core/deny-life.ts';
import { actionIdOf, covers, denyOf, policyName } from '../core/deny-policy.ts';
import { type ActionRecord, type ActionState, FINAL, type Ledger } from '../core/ledger.ts';
import { coveredWords, coverOf, type Removable } from '../core/policy-room.ts';
import type { Target } from '../core/target.ts';
import { isRecorded } from './known-actions.ts';
import type { Order, Revoked } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';
import { listOurs } from './undo.ts';

/** How an order is carried out. Handed in: what carries orders out makes room, and asks here what became of it. */
export type CarryOut = (order: Order) => Promise<Revoked>;

/** One action that was put in force again, or was to be. */
export interface Restored {
  readonly action: ActionRecord;
  readonly outcome: string;
  readonly detail: string;
}

const STANDING: readonly ActionState[] = ['applied', 'verified'];
const PATIENCE = 60_000;

/** Policies that made room are not missing: what expired is over, and a covered one is denied by the other. */
export async function recordRoom(ledger: Ledger, removed: readonly Removable[]): Promise<void> {
  for (const { actionId, by: cover, why } of removed) {
    // who ordered it stays: by that it is written again, and that is told
    const by = (why === 'expired' ? undefined : (await ledger.action(actionId))?.by) ?? 'rolewarden';
    const change =
      why === 'expired'
        ? { state: 'removed' as const, by, detail: 'expired; removed to make room' }
        : { state: 'verified' as const, by, detail: coveredWords(cover ?? 'another') };
    await ledger.change(actionId, STANDING, change);
  }
}

/**
 * The record of a cover that was ended before the ledger knew what it covers: whoever ended it found nothing to put back.
 * Asked after `recordRoom`, so that of the two at least one sees the other.
 */
export async function endedCover(
  ledger: Ledger,
  removed: readonly Removable[],
): Promise<ActionRecord | undefined> {
  for (const actionId of new Set(removed.flatMap(({ by }) => actionIdOf(by ?? '') ?? []))) {
    const known = await ledger.action(actionId);
    if (known !== undefined && FINAL.has(known.state)) return known;
  }
  return undefined;
}

/**
 * Writes back what went to make room and has nothing in its stead any more: actions that stand by the ledger, as covered
 * by another, and deny sessions that may still live. One that is missing for another reason was removed by somebody,
 * whose word that may have been: it is the sweep's to tell.
 */
export async function restoreCovered(
  { bench, ledger }: RevokingParts,
  carryOut: CarryOut,
  { by, target }: { readonly by: string; readonly target: Target },
): Promise<readonly Restored[]> {
  const now = bench.waiting.now();
  const covered = (await ledger.actions()).filter(({ detail, intent, state }) => {
    const { accountId, kind, name } = intent.target;
    const same = kind === target.kind && name === target.name && accountId === target.accountId;
    const live = denyExpires(denyOf(intent), { kind, maxSessionSeconds: undefined }) > now;
    return same && live && STANDING.includes(state) && coverOf(detail) !== undefined;
  });
  if (covered.length === 0) return [];
  const listed = await listOurs(bench, target);
  const ours = listed.kind === 'listed' ? listed.ours : [];
  // a list may be seconds old and show what is undone, and anybody may write a document like ours
  const asked = await Promise.all(ours.map((own) => isRecorded(ledger, own.actionId)));
  const standing = ours.filter((_, at) => asked[at] === true);
  const lost = covered.filter(({ actionId, intent }) =>
    standing.every(({ deny, name }) => name !== policyName(actionId) && !covers(deny, denyOf(intent))),
  );
  const restored: Restored[] = [];
  for (const action of lost) {
    const { actionId, finding, intent } = action;
    const detail = 'put back: what covered it was undone';
    await ledger.change(actionId, STANDING, { state: 'ready', by, detail });
    const order = { intent, mode: 'person' as const, by, finding, notes: [detail], deadline: now + PATIENCE };
    const done = await carryOut(order);
    restored.push({ action, outcome: done.outcome, detail: done.detail });
  }
  return restored;
}
