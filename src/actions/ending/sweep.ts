import { expiredOf, type Removable } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import type { IamFailure } from '../iam/errors.ts';
import { readOurs } from '../iam/read-target.ts';

/**
 * By the ledger, the actions of one target whose policies should be in place, and those that were undone or are over.
 */
export interface Expected {
  readonly standing: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
  /** Asked before such a policy is removed: the records are minutes old, and a person may have ordered it anew. */
  readonly isUndone: (actionId: string) => Promise<boolean>;
}

/** Where IAM and the records disagree. */
export interface Drift {
  /** Policies of ours in IAM that the records do not have. */
  readonly unrecorded: readonly string[];
  /** In the records, but not in IAM, though not expired: somebody may have removed them. */
  readonly missing: readonly string[];
  /** With a name like ours, but another document. Never touched. */
  readonly foreign: readonly string[];
}

/** What one sweep of one target did. */
export type Swept =
  | {
      readonly kind: 'swept';
      readonly removed: readonly Removable[];
      /** Policies of undone actions that were there all the same: removed. */
      readonly resurrected: readonly string[];
      readonly drift: Drift;
    }
  | { readonly kind: 'failed'; readonly failure: IamFailure };

const PATIENCE = 60_000;

/**
 * Removes from a target what has expired, and what was undone but is there all the same: only documents that are ours,
 * unchanged. Without `expected` nothing counts as undone, and `drift` has foreign policies only.
 */
export async function sweep(bench: Bench, target: Target, expected?: Expected): Promise<Swept> {
  const { now } = bench.waiting;
  const reached = await reach(bench, target, 'sweep', now() + PATIENCE);
  if (!reached.ok) return { kind: 'failed', failure: reached.failure };
  const { policies } = reached;
  const read = await tried(async () => ({
    ...(await policies.entity()),
    ...(await readOurs(policies, now())),
  }));
  if (!read.ok) {
    const gone = read.failure.code === 'NoSuchEntity';
    return gone ? nothing(expected) : { kind: 'failed', failure: read.failure };
  }
  const { foreign, maxSessionSeconds, ours } = read.value;
  const expired = expiredOf({ kind: target.kind, ours, maxSessionSeconds }, now());
  const isExpired = (actionId: string) => expired.some((gone) => gone.actionId === actionId);
  const undone = ours.filter(
    ({ actionId }) => expected?.undone.has(actionId) === true && !isExpired(actionId),
  );
  const back: string[] = [];
  for (const { actionId, name } of [...expired, ...undone]) {
    if (!isExpired(actionId) && (await expected?.isUndone(actionId)) !== true) continue;
    const removed = await tried(() => policies.remove(name));
    if (!removed.ok) return { kind: 'failed', failure: removed.failure };
    if (!isExpired(actionId)) back.push(name);
  }
  const known = new Set([...(expected?.standing ?? []), ...(expected?.undone ?? [])]);
  const has = new Set(ours.map(({ actionId }) => actionId));
  const unrecorded = ours.filter((own) => expected !== undefined && !known.has(own.actionId));
  const drift: Drift = {
    unrecorded: unrecorded.map(({ name }) => name),
    missing: [...(expected?.standing ?? [])].filter((actionId) => !has.has(actionId)),
    foreign,
  };
  return { kind: 'swept', removed: expired, resurrected: back, drift };
}

/** The target is gone, and its policies with it. */
function nothing(expected: Expected | undefined): Swept {
  const drift = { unrecorded: [], missing: [...(expected?.standing ?? [])], foreign: [] };
  return { kind: 'swept', removed: [], resurrected: [], drift };
}
