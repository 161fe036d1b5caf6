import { covers, policyName } from '../../core/action/deny-policy.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import { backoff } from '../../core/time/waiting.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import type { IamFailure } from '../iam/errors.ts';
import { FIRST, MOST } from '../iam/paced.ts';
import { readOurs } from '../iam/read-target.ts';

/** What became of one policy. `foreign`: it has our name, but another document, and was not touched. */
export interface Undone {
  readonly name: string;
  readonly actionId: string | undefined;
  readonly outcome: 'removed' | 'absent' | 'foreign';
  /** For a policy that was removed: those of ours that stay and deny all of its sessions, or some of them. */
  readonly still?: Still;
}

interface Still {
  readonly all: readonly string[];
  readonly some: readonly string[];
}

/** The result of an undo. */
export type UndoResult =
  | { readonly kind: 'done'; readonly policies: readonly Undone[] }
  | { readonly kind: 'failed'; readonly failure: IamFailure; readonly whatToDo: readonly string[] };

/** Our policies on a target, and those that only have our names (`foreign`). */
export type OursListed =
  | { readonly kind: 'listed'; readonly ours: readonly OurPolicy[]; readonly foreign: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: IamFailure; readonly whatToDo: readonly string[] };

/** What is to be undone on a target. */
export interface Wanted {
  /** One action; if left out, all of them. */
  readonly actionId?: string | undefined;
  /** Actions that the ledger has of the target: their policies are read by name, even if IAM's list lacks them. */
  readonly known?: readonly string[] | undefined;
  /** Called before policies are removed, once for each of them, with the names of all that the target has. */
  readonly before?: (ours: readonly OurPolicy[], policyNames: readonly string[]) => Promise<void>;
}

/** How long one target may be tried (ms), and how many tries may fail. */
const PATIENCE = 60_000;
const TRIES = 8;
/**
 * How often IAM is read before a policy counts as absent: changes show within seconds, but without a promise when, so a
 * list may lack what was written a moment ago.
 */
const LOOKS = 2;
/** Milliseconds between two looks. */
const APART = 1_000;

/** Reads our policies on a target, from IAM alone: needs no ledger. */
export async function listOurs(bench: Bench, target: Target): Promise<OursListed> {
  const deadline = bench.waiting.now() + PATIENCE;
  const reached = await reach(bench, target, 'list', deadline);
  if (!reached.ok) return { kind: 'failed', failure: reached.failure, whatToDo: reached.check };
  const read = await tried(() => readOurs(reached.policies, bench.waiting.now()));
  if (read.ok) return { kind: 'listed', ...read.value };
  if (read.failure.code === 'NoSuchEntity') return { kind: 'listed', ours: [], foreign: [] };
  return { kind: 'failed', failure: read.failure, whatToDo: stepsFor(target) };
}

/**
 * Undoes revocations on a target: one, or all if no action is named. Needs no ledger. Deletes only documents that are
 * ours, unchanged. May be repeated; it then finds nothing left to do.
 */
export async function undo(bench: Bench, target: Target, wanted: Wanted = {}): Promise<UndoResult> {
  const { now, random, sleep } = bench.waiting;
  const deadline = now() + PATIENCE;
  const removed = new Map<string, Undone>();
  const heard = new Set<string>();
  for (let tries = 0, looks = 1; ; tries++) {
    const before = removed.size;
    const found = await undoOnce(bench, target, { wanted, deadline, removed, heard });
    if (!('failure' in found)) {
      const more = removed.size > before && now() + APART < deadline;
      if (isAll(found.policies, wanted, { looks, more })) return found;
      looks += 1;
      await sleep(APART);
      continue;
    }
    const { failure } = found;
    if (failure.class === 'stale') bench.access.forget(target);
    const pause = backoff(tries, FIRST, MOST / 4, random);
    const final = failure.class === 'permanent' || tries + 1 >= TRIES || now() + pause >= deadline;
    if (final) return { kind: 'failed', failure, whatToDo: found.whatToDo };
    await sleep(pause);
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

async function undoOnce(
  bench: Bench,
  target: Target,
  work: {
    readonly wanted: Wanted;
    readonly deadline: number;
    readonly removed: Map<string, Undone>;
    readonly heard: Set<string>;
  },
): Promise<UndoResult> {
  const { deadline, heard, removed } = work;
  const { actionId, before, known = [] } = work.wanted;
  const reached = await reach(bench, target, 'undo', deadline);
  if (!reached.ok) return { kind: 'failed', failure: reached.failure, whatToDo: reached.check };
  const { policies } = reached;
  const names = (actionId === undefined ? known : [actionId]).map(policyName);
  const read = await tried(() => readOurs(policies, bench.waiting.now(), names));
  if (!read.ok && read.failure.code !== 'NoSuchEntity') {
    return { kind: 'failed', failure: read.failure, whatToDo: stepsFor(target) };
  }
  const { foreign, ours, policyNames } = read.ok ? read.value : NOTHING;
  const wanted = (name: string) => actionId === undefined || name === policyName(actionId);
  const going = ours.filter(({ name }) => wanted(name));
  const unheard = going.filter(({ name }) => !heard.has(name));
  await before?.(unheard, policyNames);
  for (const { name } of unheard) heard.add(name);
  for (const own of going) {
    const deleted = await tried(() => policies.remove(own.name));
    if (!deleted.ok) return { kind: 'failed', failure: deleted.failure, whatToDo: stepsFor(target) };
    const still = stillDenying(
      own,
      ours.filter(({ name }) => !wanted(name)),
    );
    removed.set(own.name, { name: own.name, actionId: own.actionId, outcome: 'removed', still });
  }
  const others = foreign
    .filter(wanted)
    .map((name): Undone => ({ name, actionId: undefined, outcome: 'foreign' }));
  const found = [...removed.values(), ...others];
  if (actionId === undefined || found.length > 0) return { kind: 'done', policies: found };
  return { kind: 'done', policies: [{ name: policyName(actionId), actionId, outcome: 'absent' }] };
}

function stillDenying({ deny }: OurPolicy, others: readonly OurPolicy[]): Still {
  const all = others.filter((other) => covers(other.deny, deny));
  const some = others.filter((other) => !all.includes(other) && covers(deny, other.deny));
  return { all: all.map(({ name }) => name), some: some.map(({ name }) => name) };
}

/** What is read from a target that does not exist. */
const NOTHING = { foreign: [], ours: [], policyNames: [] };

function stepsFor({ kind, name }: Target): readonly string[] {
  return [
    `By hand: aws iam list-${kind}-policies --${kind}-name '${name}'; then for each rolewarden-… of it`,
    `aws iam delete-${kind}-policy --${kind}-name '${name}' --policy-name <name>`,
  ];
}
