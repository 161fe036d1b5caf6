import type { Target } from '../event/target.ts';
import { holderCost, holderSteps } from './held-by.ts';
import type { Intent } from './intent.ts';
import { type Irrevocable, ownedByAws } from './owned-by-aws.ts';
import type { OurPolicy } from './policy-room.ts';

/** A target as IAM has it at this moment. */
export interface LiveTarget {
  readonly target: Target;
  readonly arn: string;
  readonly uniqueId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Roles only. */
  readonly maxSessionSeconds: number | undefined;
  /** Every inline policy, ours included. */
  readonly policyNames: readonly string[];
  readonly total: number;
  /** Ours, unchanged in form. */
  readonly ours: readonly OurPolicy[];
  /** Named like ours, but with another document: reported, never touched. */
  readonly foreign: readonly string[];
}

/** Tag names. The opt-in must say `true`; protection counts whatever it says, `false` aside. */
export interface TagNames {
  readonly revocable: string;
  readonly protected: string;
}

/** The tag names unless the configuration says otherwise. */
export const DEFAULT_TAGS: TagNames = {
  revocable: 'rolewarden:revocable',
  protected: 'rolewarden:protected',
};

/** What a live reading must show before a policy is written. */
export interface Eligibility {
  readonly tags: TagNames;
  /** `auto` needs the opt-in tag; a person who confirms or orders it does not. */
  readonly needsOptIn: boolean;
  /** By name, path or ARN: break-glass, hub, spoke, and what the configuration protects. */
  readonly isProtected: (arn: string) => boolean;
  /** Whether a session held by an AWS service may be denied. */
  readonly serviceHeld: boolean;
}

/** Why a policy is not written: a code, a sentence, and the steps for a person. */
export interface Ineligible {
  readonly reason: Irrevocable['reason'] | 'another' | 'protected' | 'not-opted-in' | 'service-held';
  readonly summary: string;
  readonly whatToDo: readonly string[];
}

/** Why the target, as it is now, must not get the policy. Undefined: it may. */
export function ineligible(live: LiveTarget, intent: Intent, rules: Eligibility): Ineligible | undefined {
  const { arn, tags, target, uniqueId } = live;
  const owned = target.kind === 'role' ? ownedByAws(arn, target.name) : undefined;
  if (owned !== undefined) return owned;
  const { uniqueId: expected } = intent.target;
  if (expected !== undefined && expected !== uniqueId) {
    return {
      reason: 'another',
      summary: `${target.name} of ${target.accountId} now has the id ${uniqueId}, the event names ${expected}: it was deleted and recreated, or the event is forged`,
      whatToDo: ['Look the event up in CloudTrail. If it is real, the role that issued the session is gone.'],
    };
  }
  const barred = rules.isProtected(arn) || rules.isProtected(target.arn);
  if (barred || isMarked(tags[rules.tags.protected])) return protectedTarget(live, rules.tags, barred);
  if (rules.needsOptIn && !isTrue(tags[rules.tags.revocable])) return notOptedIn(live, rules.tags);
  if (intent.heldBy !== undefined && !rules.serviceHeld) {
    return {
      reason: 'service-held',
      summary: holderCost(intent.heldBy),
      whatToDo: ['Revoke it yourself, once the workload may stop.', ...holderSteps(intent.heldBy)],
    };
  }
  return undefined;
}

function protectedTarget({ target }: LiveTarget, tags: TagNames, barred: boolean): Ineligible {
  const how = barred
    ? 'by the configuration, or as a role that Rolewarden itself uses'
    : `by its tag ${tags.protected}`;
  return {
    reason: 'protected',
    summary: `${target.name} of ${target.accountId} is protected ${how}`,
    whatToDo: [
      'Ask its owner. To end its sessions anyway: IAM console, the role, Revoke sessions.',
      ...(barred ? ['Where this command runs with a session of it: run it with other credentials.'] : []),
    ],
  };
}

function notOptedIn({ target }: LiveTarget, tags: TagNames): Ineligible {
  return {
    reason: 'not-opted-in',
    summary: `${target.name} of ${target.accountId} has no tag ${tags.revocable}=true: nothing is done without approval`,
    whatToDo: [
      'Approve the revocation yourself.',
      `To let Rolewarden act by itself next time: tag the ${target.kind} ${tags.revocable}=true.`,
    ],
  };
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function isMarked(value: string | undefined): boolean {
  return value !== undefined && value.trim().toLowerCase() !== 'false';
}
