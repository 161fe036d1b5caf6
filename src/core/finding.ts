import type { ActorKind } from './actor.ts';
import type { Outcome } from './event.ts';
import type { Usual } from './usual.ts';
import type { UnknownReason } from './view.ts';

/** Families of evidence, in the order in which people read them. */
export const FAMILIES = ['reputation', 'timing', 'sensitivity', 'behaviour', 'misuse'] as const;
export type Family = (typeof FAMILIES)[number];

export const LEVELS = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

export type Evidence = Readonly<Record<string, string | number | boolean>>;

/** What a rule returns: one sentence, the facts behind it, and points. */
export interface Hit {
  readonly points: number;
  /** Only where it is not the rule's own: inherited points keep the family they were given in. */
  readonly family?: Family;
  readonly summary: string;
  readonly evidence: Evidence;
}

/** A rule that lacks what it needs says so: no points, but listed in the finding. */
export interface Unknown {
  readonly unknown: UnknownReason;
}

export type Verdict = Hit | readonly Hit[] | Unknown | undefined;

/** A hit stamped with its rule. */
export interface Signal extends Hit {
  readonly ruleId: string;
  readonly family: Family;
}

/** What took points away, and how many: noise is lowered in the open, never hidden. */
export interface ContextNote {
  /** `expired`: a suppression that no longer applies but matched; it took nothing. */
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
  /** The finding of this grant, at or above medium. */
  readonly finding: string | null;
}

/** The frozen output form, `rolewarden.finding/1`: fields may be added, never renamed. Absent values are null. */
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
  };
  readonly origin: {
    readonly kind: 'ip' | 'service' | 'internal' | 'other';
    readonly ip: string | null;
    readonly country: string | null;
    readonly city: string | null;
    readonly asn: number | null;
    readonly network: string | null;
    readonly service: string | null;
    /** What the record has where an address should be, if it is none; left out otherwise. */
    readonly text?: string;
  };
  readonly role: { readonly arn: string; readonly accountId: string; readonly name: string } | null;
  readonly session: {
    readonly accessKeyId: string | null;
    readonly name: string | null;
    readonly expiresAt: string | null;
  } | null;
  readonly lineage: readonly LineageEntry[];
  readonly lineagePartial: boolean;
  /** Findings at or above the alert threshold: hash of actor, role and the misuse rules that count. */
  readonly cause: string | null;
  /** The first finding of the same cause within 24 h: this one is not alerted again unless it scores higher. */
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
  /** What alerts are rolled up by: the same actor at the same role, whatever the reason. */
  readonly group: string;
  /** The delivery came from a source whose events may lead to action. Always false in replay. */
  readonly trusted: boolean;
  readonly version: string;
  readonly configHash: string;
}
