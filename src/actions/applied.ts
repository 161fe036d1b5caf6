import { policyName } from '../core/deny-policy.ts';
import type { Ineligible } from '../core/eligible.ts';
import type { Intent } from '../core/intent.ts';
import type { Removable, RoomPlan } from '../core/policy-room.ts';
import { byHand, type IamFailure, whatToDo } from './iam-errors.ts';
import type { Lost } from './room.ts';

/** How a revocation ended. `mayBeApplied` is true only where IAM could not be asked what became of a write. */
export type Applied =
  | {
      readonly outcome: 'applied' | 'already';
      readonly policyName: string;
      readonly document: string;
      /** Own policies that made room; undo of the one named in `by` must write a covered one again. */
      readonly removed: readonly Removable[];
      readonly lost: readonly Lost[];
    }
  | { readonly outcome: 'ineligible'; readonly why: Ineligible }
  | { readonly outcome: 'stopped'; readonly reason: string }
  | Failed;

/** `permanent`: trying again changes nothing until a person has. */
export interface Failed {
  readonly outcome: 'failed';
  readonly kind: 'permanent' | 'transient';
  readonly code: string;
  readonly reason: string;
  readonly whatToDo: readonly string[];
  readonly mayBeApplied: boolean;
}

/** A failure of IAM or STS. `check` comes first where the account could not be reached at all. */
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
    whatToDo: mayBeApplied ? ['Look first whether the policy stands: a write was sent.', ...steps] : steps,
    mayBeApplied,
  };
}

/** The name is taken by a document that is not ours: it stays as it is. */
export function foreignOf(intent: Intent): Failed {
  const name = policyName(intent.actionId);
  const { kind, name: target } = intent.target;
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'ForeignPolicy',
    reason: `${kind} ${target} has a policy ${name} with another document than Rolewarden writes: it was not touched`,
    whatToDo: [
      'Find in CloudTrail (PutRolePolicy, PutUserPolicy) who wrote it: it may be there to keep us out.',
      ...(intent.scope === 'session'
        ? [
            `Or end every session issued up to now, under another name: rolewarden revoke --${kind} ${intent.target.arn}`,
          ]
        : ['Or name another second, which has another name: --before 1s.']),
      `Or remove or rename it, then revoke again. ${byHand(intent)}`,
    ],
    mayBeApplied: false,
  };
}

/** There is no room, and making some would let a session in again. */
export function fullOf(intent: Intent, plan: Extract<RoomPlan, { kind: 'full' }>): Failed {
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'NoRoom',
    reason: `${intent.target.name}: ${plan.reason}`,
    whatToDo: plan.whatToDo,
    mayBeApplied: false,
  };
}

/** The time for it has passed before anything was tried. */
export function tooLate(intent: Intent, deadline: number): Failed {
  return {
    outcome: 'failed',
    kind: 'permanent',
    code: 'TooLate',
    reason: `the time to act on this event ended at ${new Date(deadline).toISOString()}: nothing was done`,
    whatToDo: ['Decide as a person whether the session still has to be ended.', byHand(intent)],
    mayBeApplied: false,
  };
}
