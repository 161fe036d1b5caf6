import { policyName } from '../../core/action/deny-policy.ts';
import type { Ineligible } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Removable, RoomPlan } from '../../core/action/policy-room.ts';
import { iso } from '../../core/time/days.ts';
import { byHand, withoutRoom } from './by-hand.ts';
import { type IamFailure, whatToDo } from './errors.ts';
import type { Lost } from './room.ts';

/** How a revocation ended. */
export type Applied =
  | {
      readonly outcome: 'applied' | 'already';
      readonly policyName: string;
      readonly document: string;
      /**
       * Policies of ours that made room. If the policy named in `by` is undone, those that it covers are written again.
       */
      readonly removed: readonly Removable[];
      readonly lost: readonly Lost[];
    }
  | { readonly outcome: 'ineligible'; readonly why: Ineligible }
  | Failed;

/**
 * A revocation that failed. `permanent`: trying again is useless until a person has changed something. `mayBeApplied`:
 * a write was sent, and IAM could not be asked what became of it.
 */
export interface Failed {
  readonly outcome: 'failed';
  readonly kind: 'permanent' | 'transient';
  readonly code: string;
  readonly reason: string;
  readonly whatToDo: readonly string[];
  readonly mayBeApplied: boolean;
}

/** For a failure of IAM or STS. `check`: what to look at first, if the account could not be reached at all. */
export function failedOf(
  intent: Intent,
  failure: IamFailure,
  { check, mayBeApplied }: { readonly check: readonly string[] | undefined; readonly mayBeApplied: boolean },
): Failed {
  const steps = check === undefined ? whatToDo(failure, intent) : [...check, byHand(intent)];
  return {
    outcome: 'failed',
    kind: failure.class === 'permanent' ? 'permanent' : 'transient',
    code: failure.code,
    reason: failure.message,
    whatToDo: mayBeApplied
      ? ['Check first whether the policy is in place: a write was sent.', ...steps]
      : steps,
    mayBeApplied,
  };
}

/** For a policy that has our name, but not our document: it is left alone. */
export function foreignOf(intent: Intent): Failed {
  const name = policyName(intent.actionId);
  const { kind, name: target } = intent.target;
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'ForeignPolicy',
    reason: `${kind} ${target} has a policy ${name} with a document that Rolewarden does not write: it was not touched`,
    whatToDo: [
      'Find in CloudTrail (PutRolePolicy, PutUserPolicy) who wrote it: it may be there to block Rolewarden.',
      ...(intent.scope === 'session'
        ? [
            `Or end every session issued up to now, under another name: rolewarden revoke --${kind} ${intent.target.arn}`,
          ]
        : ['Or use another cut-off, which gives another policy name: --before 1s.']),
      `Or remove or rename it, then revoke again. ${byHand(intent)}`,
    ],
    mayBeApplied: false,
  };
}

/** For a target without room for the policy: removing others would let a session in again. */
export function fullOf(intent: Intent, plan: Extract<RoomPlan, { kind: 'full' }>): Failed {
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'NoRoom',
    reason: plan.reason,
    whatToDo: withoutRoom(intent, plan.many),
    mayBeApplied: false,
  };
}

/** For a deadline that had passed before anything was tried. */
export function tooLate(intent: Intent, deadline: number): Failed {
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'TooLate',
    reason: `the time to act on this event ended at ${iso(deadline)}: nothing was done`,
    whatToDo: ['Decide yourself whether the session still has to be ended.', byHand(intent)],
    mayBeApplied: false,
  };
}
