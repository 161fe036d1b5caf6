import { denyExpires } from '../../core/action/deny-life.ts';
import { actionIdOf, covers, denyOf, policyName } from '../../core/action/deny-policy.ts';
import { type ActionRecord, FINAL, type Ledger, STANDING } from '../../core/action/ledger.ts';
import { coveredWords, coverOf, type Removable } from '../../core/action/policy-room.ts';
import { isSameTarget, type Target } from '../../core/event/target.ts';
import { isRecorded } from './known-actions.ts';
import { listOurs, type NotDone } from './list-ours.ts';
import type { Order, Revoked } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** Carries out an order. Handed in as an argument, because what carries orders out itself uses this module. */
export type CarryOut = (order: Order) => Promise<Revoked>;

/**
 * An action that was put in force again, or could not be: `outcome` says which. `unlisted`: IAM did not say whether another
 * deny holds its sessions, and nothing was written.
 */
export interface Restored {
  readonly action: ActionRecord;
  readonly outcome: string;
  readonly detail: string;
}

/** Denies whose cover is gone. `unlisted`: why IAM did not say what stands; any of them may then be covered all the same. */
export interface Uncovered {
  readonly actions: readonly ActionRecord[];
  readonly unlisted: NotDone | undefined;
}

/** How long writing one policy back may be tried (ms). */
const PATIENCE = 60_000;

/**
 * Records why policies that made room are gone (they had expired, or another policy covers them), so that no sweep
 * reports them as missing.
 */
export async function recordRoom(ledger: Ledger, removed: readonly Removable[]): Promise<void> {
  for (const { actionId, by: cover, why } of removed) {
    // `by` remains who ordered it: that decides how it is written again, and is told
    const by = (why === 'expired' ? undefined : (await ledger.action(actionId))?.by) ?? 'rolewarden';
    const change =
      why === 'expired'
        ? { state: 'removed' as const, by, detail: 'expired; removed to make room' }
        : { state: 'verified' as const, by, detail: coveredWords(cover ?? 'another') };
    await ledger.change(actionId, STANDING, change);
  }
}

/**
 * The record of a covering policy that was undone before the ledger knew what it covers, so that whoever undid it found
 * nothing to put back. Must be called after `recordRoom`: so at least one of the two sees what the other did.
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
 * Policies that were removed because another covered them, and that none covers any more: those of actions that the
 * ledger has as covered and in force, and whose sessions may still be active. A policy that is missing for another
 * reason was removed by somebody, perhaps on purpose: the sweep reports it.
 */
export async function uncovered(
  { bench, ledger }: Pick<RevokingParts, 'bench' | 'ledger'>,
  target: Target,
): Promise<Uncovered> {
  const now = bench.waiting.now();
  const covered = (await ledger.actions()).filter(({ detail, intent, state }) => {
    const live = denyExpires(denyOf(intent), intent.target) > now;
    return (
      isSameTarget(intent.target, target) && live && STANDING.includes(state) && coverOf(detail) !== undefined
    );
  });
  if (covered.length === 0) return { actions: [], unlisted: undefined };
  const listed = await listOurs(bench, target);
  if (listed.kind === 'failed') return { actions: covered, unlisted: listed };
  const { ours } = listed;
  // IAM's list may be seconds old and show what was undone, and anybody may write a document like ours
  const asked = await Promise.all(ours.map((own) => isRecorded(ledger, own.actionId)));
  const standing = ours.filter((_, at) => asked[at] === true);
  const actions = covered.filter(({ actionId, intent }) =>
    standing.every(({ deny, name }) => name !== policyName(actionId) && !covers(deny, denyOf(intent))),
  );
  return { actions, unlisted: undefined };
}

/** What is told of denies of which IAM did not say whether another one covers them. */
export function unlistedOnes(
  actions: readonly ActionRecord[],
  { failure: { code, message } }: NotDone,
): readonly Restored[] {
  const detail = `IAM did not say which denies stand: ${code}: ${message}`;
  return actions.map((action) => ({ action, outcome: 'unlisted', detail }));
}

/** Writes back what `uncovered` finds; nothing if IAM does not say what stands. */
export async function restoreCovered(
  parts: RevokingParts,
  carryOut: CarryOut,
  { by, target }: { readonly by: string; readonly target: Target },
): Promise<readonly Restored[]> {
  const { bench, ledger } = parts;
  const now = bench.waiting.now();
  const restored: Restored[] = [];
  const { actions, unlisted } = await uncovered(parts, target);
  if (unlisted !== undefined) return unlistedOnes(actions, unlisted);
  for (const action of actions) {
    const { actionId, finding, intent } = action;
    const detail = 'put back: what covered it was undone';
    await ledger.change(actionId, STANDING, { state: 'ready', by, detail });
    const order = { intent, mode: 'person' as const, by, finding, notes: [detail], deadline: now + PATIENCE };
    const done = await carryOut(order);
    restored.push({ action, outcome: done.outcome, detail: done.detail });
  }
  return restored;
}
