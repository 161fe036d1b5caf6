import { covers, policyName } from '../../core/action/deny-policy.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import { backoff } from '../../core/time/waiting.ts';
import { type Bench, tried } from '../iam/bench.ts';
import { FIRST, MOST } from '../iam/paced.ts';
import { type NotDone, notDone, openOurs, PATIENCE } from './list-ours.ts';

/** What became of one policy. `foreign`: it has our name, but another document, and was not touched. */
export type Undone =
  | {
      readonly name: string;
      readonly actionId: string;
      readonly outcome: 'removed';
      readonly still: StillDenying;
    }
  | { readonly name: string; readonly actionId: string | undefined; readonly outcome: 'absent' | 'foreign' };

/** Names of our policies that stay and deny all the sessions of one that was removed, or some of them. */
export interface StillDenying {
  readonly all: readonly string[];
  readonly some: readonly string[];
}

/** The result of an undo. */
export type UndoResult =
  | {
      readonly kind: 'done';
      readonly policies: readonly Undone[];
      /** The target itself is not there. */
      readonly gone: boolean;
    }
  | NotDone;

/** What is to be undone on a target. */
export interface Wanted {
  /** One action; if left out, all of them. */
  readonly actionId?: string | undefined;
  /** Actions that the ledger has of the target: their policies are read by name, even if IAM's list lacks them. */
  readonly known?: readonly string[] | undefined;
  /** Called before policies are removed, once for each of them, with the names of all that the target has. */
  readonly before?: (ours: readonly OurPolicy[], policyNames: readonly string[]) => Promise<void>;
}

/** How many tries may fail. */
const TRIES = 8;
/**
 * How often IAM is read before a policy counts as absent: changes show within seconds, but without a promise when, so a
 * list may lack what was written a moment ago.
 */
const LOOKS = 2;
/** Milliseconds between two looks. */
const APART = 1_000;

/** What earlier looks at a target did. */
interface Progress {
  /** Policies that were removed, by name. */
  readonly removed: Map<string, Undone>;
  /** Names of those of which `Wanted.before` was told. */
  readonly announced: Set<string>;
}

/**
 * Undoes revocations on a target: one, or all if no action is named. Needs no ledger. Deletes only documents that are
 * ours, unchanged. May be repeated; it then finds nothing left to do.
 */
export async function undo(bench: Bench, target: Target, wanted: Wanted = {}): Promise<UndoResult> {
  const { now, random, sleep } = bench.waiting;
  const deadline = now() + PATIENCE;
  const progress: Progress = { removed: new Map(), announced: new Set() };
  for (let tries = 0, looks = 1; ; tries++) {
    const before = progress.removed.size;
    const found = await undoOnce(bench, target, { wanted, deadline, progress });
    if (found.kind === 'done') {
      const more = progress.removed.size > before && now() + APART < deadline;
      if (isAll(found.policies, wanted, { looks, more })) return found;
      looks += 1;
      await sleep(APART);
      continue;
    }
    if (found.failure.class === 'stale') bench.access.forget(target);
    const pause = backoff(tries, FIRST, MOST / 4, random);
    const isLast = tries + 1 >= TRIES || now() + pause >= deadline;
    if (found.failure.class === 'permanent' || isLast) return found;
    await sleep(pause, `${found.failure.code} (${found.failure.message})`);
  }
}

/** Whether to stop looking: one action is looked for until it is found, all of them until a look finds no more. */
function isAll(
  found: readonly Undone[],
  { actionId }: Wanted,
  { looks, more }: { readonly looks: number; readonly more: boolean },
): boolean {
  if (actionId === undefined) return looks >= LOOKS && !more;
  return looks >= LOOKS || found.some(({ outcome }) => outcome !== 'absent');
}

/** One look at a target: removes what is found there, and says what was found so far. */
async function undoOnce(
  bench: Bench,
  target: Target,
  work: { readonly wanted: Wanted; readonly deadline: number; readonly progress: Progress },
): Promise<UndoResult> {
  const { deadline, progress, wanted } = work;
  const { actionId, known = [] } = wanted;
  const also = (actionId === undefined ? known : [actionId]).map(policyName);
  const opened = await openOurs(bench, target, { purpose: 'undo', deadline, also });
  if (opened.kind === 'failed') return opened;
  const isWanted = (name: string) => actionId === undefined || name === policyName(actionId);
  const going = opened.ours.filter(({ name }) => isWanted(name));
  const staying = opened.ours.filter(({ name }) => !isWanted(name));
  await announce(going, opened.policyNames, { wanted, progress });
  for (const own of going) {
    const deleted = await tried(() => opened.policies.remove(own.name));
    if (!deleted.ok) return notDone(target, deleted.failure);
    progress.removed.set(own.name, removedOf(own, staying));
  }
  const others = opened.foreign.filter(isWanted).map(foreignOf);
  const found = [...progress.removed.values(), ...others];
  const { gone } = opened;
  if (actionId === undefined || found.length > 0) return { kind: 'done', policies: found, gone };
  return { kind: 'done', policies: [{ name: policyName(actionId), actionId, outcome: 'absent' }], gone };
}

/** Tells `Wanted.before` of policies that are about to be removed, unless an earlier look did. */
async function announce(
  going: readonly OurPolicy[],
  policyNames: readonly string[],
  { progress, wanted }: { readonly progress: Progress; readonly wanted: Wanted },
): Promise<void> {
  const unannounced = going.filter(({ name }) => !progress.announced.has(name));
  await wanted.before?.(unannounced, policyNames);
  for (const { name } of unannounced) progress.announced.add(name);
}

function removedOf({ actionId, deny, name }: OurPolicy, staying: readonly OurPolicy[]): Undone {
  const all = staying.filter((other) => covers(other.deny, deny));
  const some = staying.filter((other) => !all.includes(other) && covers(deny, other.deny));
  const still = { all: all.map(nameOf), some: some.map(nameOf) };
  return { name, actionId, outcome: 'removed', still };
}

function foreignOf(name: string): Undone {
  return { name, actionId: undefined, outcome: 'foreign' };
}

const nameOf = ({ name }: OurPolicy) => name;
