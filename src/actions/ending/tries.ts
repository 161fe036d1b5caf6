import type { Eligibility, LiveTarget } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Removable } from '../../core/action/policy-room.ts';
import type { Applied } from '../iam/applied.ts';
import type { Bench } from '../iam/bench.ts';
import type { IamFailure } from '../iam/errors.ts';
import type { CoveredPolicy, IsRecorded } from '../iam/room.ts';
import type { Revoked } from './revoked.ts';

/** Why an action is stopped by whoever is asked. */
export interface Stop {
  readonly reason: string;
  /** The order waits for a person already: nothing is left to be said or recorded of it. */
  readonly held?: Revoked;
  /** The kill switch was pulled after the write: the order waits for a person once that is recorded. */
  readonly killed?: true;
}

/** How the tries of an action ended. */
export type Result = Applied | ({ readonly outcome: 'stopped' } & Stop);

/** What the caller of `applyIntent` decides. */
export interface ApplyOptions {
  readonly eligibility: Eligibility;
  readonly isRecorded: IsRecorded;
  /**
   * Asked immediately before every change, with the target as it was read: checks kill switch, tombstone and breaker,
   * and writes the audit record. An answer stops the action. If it throws, `applyIntent` throws the same.
   */
  readonly permit: (live: LiveTarget, document: string) => Promise<Stop | undefined>;
  /**
   * Asked once the policy is in place. An answer, such as an undo that came in between, takes the policy back.
   * `written`: it was written just now, not found.
   */
  readonly withdrawn: (written: boolean) => Promise<Stop | undefined>;
  /** No try begins after it (ms since 1970). */
  readonly deadline: number;
}

/** An action under way: the same for all of its tries. */
export interface Work {
  readonly bench: Bench;
  readonly intent: Intent;
  readonly options: ApplyOptions;
  readonly name: string;
  readonly document: string;
}

/** What the tries so far have done: the next one goes on from there. */
export interface Progress {
  /** How many writes of the policy IAM has or may have taken. */
  readonly writes: number;
  /** Policies that were removed to make room. */
  readonly removed: readonly Removable[];
  /** Policies that the new one covers, by the last plan: to be removed once it is in place. */
  readonly covered: readonly CoveredPolicy[];
}

/** Where the first try begins. */
export const NOTHING_DONE: Progress = { writes: 0, removed: [], covered: [] };

/** A try that failed, after which another may be made. `check`: as in `Reached`. */
export interface FailedTry {
  readonly failure: IamFailure;
  readonly progress: Progress;
  readonly check?: readonly string[] | undefined;
}

/** The result of one try: how the action ended, or why another try is needed. */
export type Try = { readonly end: Result } | FailedTry;
