import type { ActorKind } from '../event/actor.ts';
import type { Outcome } from '../event/event.ts';
import type { Usual } from '../history/usual.ts';
import type { UnknownReason } from '../history/view.ts';

/** Families of evidence, in the order in which people read them. */
export const FAMILIES = ['reputation', 'timing', 'sensitivity', 'behaviour', 'misuse'] as const;
/** One of `FAMILIES`. */
export type Family = (typeof FAMILIES)[number];

/** A finding's level, by its score: low from 20, medium from 40, high from 70, critical from 90, unless configured otherwise. */
export const LEVELS = ['info', 'low', 'medium', 'high', 'critical'] as const;
/** One of `LEVELS`. */
export type Level = (typeof LEVELS)[number];

/** Whether a level is `least` or above it. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** The facts behind a hit, by name. */
export type Evidence = Readonly<Record<string, string | number | boolean>>;

/** What a rule returns: one sentence, the facts behind it, and points. */
export interface Hit {
  readonly points: number;
  /** Only where it is not the rule's own: inherited points keep the family in which they were first given. */
  readonly family?: Family;
  readonly summary: string;
  readonly evidence: Evidence;
}

/** The answer of a rule that lacks what it needs: no points, but listed in the finding. */
export interface Unknown {
  readonly unknown: UnknownReason;
}

/** What a rule says of an event: one hit or several, that it cannot tell, or nothing. */
export type Verdict = Hit | readonly Hit[] | Unknown | undefined;

/** A hit stamped with its rule. */
export interface Signal extends Hit {
  readonly ruleId: string;
  readonly family: Family;
}

/** What took points away, and how many: a finding that was lowered says so. */
export interface ContextNote {
  /** `expired`: a suppression that matches, but has ended; it took nothing. */
  readonly kind: 'suppression' | 'maintenance' | 'shadow' | 'expired';
  readonly id: string;
  readonly reason: string;
  /** ISO 8601 UTC; null where it has no end. */
  readonly until: string | null;
  readonly removed: readonly { readonly ruleId: string; readonly points: number }[];
}

/** One grant in a finding's lineage. */
export interface LineageEntry {
  readonly accessKeyId: string;
  readonly actor: { readonly key: string; readonly kind: ActorKind; readonly name: string };
  readonly role: string | null;
  readonly accountId: string | null;
  readonly time: string;
  readonly expiresAt: string | null;
  readonly place: string | null;
  readonly network: string | null;
  readonly client: string;
  /** Id of the finding about this grant; null below the medium level. */
  readonly finding: string | null;
  /** The AWS service that holds the credentials: ending them stops its workload. Left out where none does. */
  readonly heldBy?: string;
}

/** The stable output format, `rolewarden.finding/1`: fields may be added, never renamed. Absent values are null. */
export interface Finding {
  readonly schema: 'rolewarden.finding/1';
  /** sharedEventID, else an addendum's originalEventID, else eventID. */
  readonly id: string;
  readonly time: string;
  /** 0–100. */
  readonly score: number;
  readonly level: Level;
  readonly summary: string;
  readonly event: {
    readonly eventId: string;
    readonly sharedEventId: string | null;
    /** The service that was called, as CloudTrail names it: `sts.amazonaws.com`. `rolewarden` for a revocation that somebody ordered. */
    readonly eventSource: string;
    readonly eventName: string;
    readonly outcome: Outcome;
    readonly errorCode: string | null;
    readonly region: string | null;
    readonly recipientAccountId: string | null;
  };
  readonly actor: {
    readonly key: string;
    readonly kind: ActorKind;
    readonly name: string;
    readonly arn: string | null;
    readonly accountId: string | null;
    /** The access key id with which the call was made; left out where the record names none. */
    readonly accessKeyId?: string;
    /** The calling session's; left out where it has none. */
    readonly sourceIdentity?: string;
  };
  readonly origin: {
    readonly kind: 'ip' | 'service' | 'internal' | 'other';
    readonly ip: string | null;
    readonly country: string | null;
    readonly city: string | null;
    readonly asn: number | null;
    readonly network: string | null;
    readonly service: string | null;
    /** What the record has in place of an address, if it is not an address; left out otherwise. */
    readonly text?: string;
  };
  readonly role: { readonly arn: string; readonly accountId: string; readonly name: string } | null;
  readonly session: {
    readonly accessKeyId: string | null;
    readonly name: string | null;
    readonly expiresAt: string | null;
    /** What the call set for the new session; left out where it set none. */
    readonly sourceIdentity?: string;
  } | null;
  readonly lineage: readonly LineageEntry[];
  readonly lineagePartial: boolean;
  /** Only at or above the alert threshold: a hash of actor, role and the misuse rules that count. */
  readonly cause: string | null;
  /**
   * The first finding of the same cause within 24 h, where this one repeats it. Null for the first, for one that scores
   * higher than all before it and alerts again, and below the alert threshold.
   */
  readonly repeatOf: string | null;
  readonly signals: readonly Signal[];
  readonly unknown: readonly { readonly ruleId: string; readonly reason: UnknownReason }[];
  readonly context: readonly ContextNote[];
  /** What was usual for the actor and the role; null below the medium level. */
  readonly usual: { readonly actor: Usual; readonly role: Usual | null } | null;
  readonly degraded: boolean;
  readonly actions: readonly {
    readonly action: string;
    readonly actionId: string | null;
    readonly mode: string;
    readonly outcome: string;
    readonly detail: string | null;
  }[];
  /**
   * A question of which a yes makes the finding harmless: below critical to be asked before the steps are taken. Left out
   * below medium, and where no answer would make it harmless.
   */
  readonly ask?: string;
  /** What a person has to do now, with commands to paste; left out where there is nothing. */
  readonly steps?: readonly string[];
  /** What alerts are grouped by: the same actor and the same role, whatever the reason. */
  readonly group: string;
  /** The delivery came from a source whose events may lead to action. Always false in replay. */
  readonly trusted: boolean;
  readonly version: string;
  readonly configHash: string;
}
