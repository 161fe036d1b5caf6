import type { LiveTarget } from '../../core/action/eligible.ts';
import type { Target } from '../../core/event/target.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import { ACTOR, type IamFailure } from '../iam/errors.ts';
import type { InlinePolicies } from '../iam/policies.ts';
import { readOurs } from '../iam/read-target.ts';

/** How long one target may be tried (ms). */
export const PATIENCE = 60_000;

/** What could not be done on a target, and what a person can do instead. */
export interface NotDone {
  readonly kind: 'failed';
  readonly failure: IamFailure;
  readonly whatToDo: readonly string[];
}

/** Our policies on a target, and those that only have our names (`foreign`). */
export type OursListed = ({ readonly kind: 'listed' } & Pick<LiveTarget, 'ours' | 'foreign'>) | NotDone;

/** Reads our policies on a target, from IAM alone: needs no ledger. */
export async function listOurs(bench: Bench, target: Target): Promise<OursListed> {
  const deadline = bench.waiting.now() + PATIENCE;
  const opened = await openOurs(bench, target, { purpose: 'list', deadline });
  if (opened.kind === 'failed') return opened;
  return { kind: 'listed', ours: opened.ours, foreign: opened.foreign };
}

/** The same, with what is needed to change them. */
export type OursOpened =
  | ({
      readonly kind: 'opened';
      readonly policies: InlinePolicies;
      /** Names of all inline policies that the target has. */
      readonly policyNames: readonly string[];
      /** The target itself is not there: it was deleted, or never existed. */
      readonly gone: boolean;
    } & Pick<LiveTarget, 'ours' | 'foreign'>)
  | NotDone;

/** Opens a target's account and reads our policies there. `also`: names to read even if IAM's list lacks them. */
export async function openOurs(
  bench: Bench,
  target: Target,
  how: { readonly purpose: string; readonly deadline: number; readonly also?: readonly string[] },
): Promise<OursOpened> {
  const reached = await reach(bench, target, how.purpose, how.deadline);
  if (!reached.ok) return { kind: 'failed', failure: reached.failure, whatToDo: reached.check };
  const { policies } = reached;
  const read = await tried(() => readOurs(policies, bench.waiting.now(), how.also));
  if (read.ok) return { kind: 'opened', policies, gone: false, ...read.value };
  const gone = read.failure.code === 'NoSuchEntity';
  if (gone) return { kind: 'opened', policies, gone, ours: [], foreign: [], policyNames: [] };
  return notDone(target, read.failure);
}

/** A call to IAM for the target failed. */
export function notDone({ accountId, kind, name }: Target, failure: IamFailure): NotDone {
  const whatToDo =
    failure.code === 'AccessDenied'
      ? [
          `Check that ${ACTOR} may list, read and delete inline policies of ${kind} ${name} of account ${accountId}.`,
        ]
      : ['Run the same command again in a minute: it may be repeated.'];
  return { kind: 'failed', failure, whatToDo };
}
