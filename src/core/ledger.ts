import type { Debts } from './debts.ts';
import type { Millis } from './event.ts';
import type { Finding } from './finding.ts';
import type { Intent } from './intent.ts';

/** Whether an effect is ours to have. `fence` names our lease; it ends by itself. */
export type Claim =
  | { readonly kind: 'yours'; readonly fence: string }
  | { readonly kind: 'held' }
  | { readonly kind: 'done' };

/** What becomes of an alert whose cause has alerted before. */
export interface Repeat {
  readonly send: boolean;
  /** The finding that alerted first; null for the first, and for one that scores higher than all before it. */
  readonly repeatOf: string | null;
  /** Held back since the last alert of this cause that was sent. */
  readonly more: number;
}

/** One effect for one cause: what alerts need. Asked again for the same, it answers the same. */
export interface AlertLedger {
  claim(effects: readonly string[], leaseMs: number): Promise<readonly Claim[]>;
  finish(effect: string, fence: string): Promise<void>;
  release(effect: string, fence: string): Promise<void>;
  repeat(
    cause: string,
    alert: { readonly id: string; readonly score: number; readonly time: Millis },
  ): Promise<Repeat>;
  /** Whether a copy of a call leads: it ranks higher than what was told of it before, or is what was told. */
  leads(id: string, by: { readonly rank: number; readonly copy: string }): Promise<boolean>;
  /** Writes down what was decided, under a name; what stands there already stays. */
  decide(name: string, text: string): Promise<void>;
  /** What was decided under a name; undefined if nothing was. */
  decided(name: string): Promise<string | undefined>;
}

/**
 * The life of a revocation. It waits for a person (`pending`) or was admitted (`ready`); `applied` once its policy
 * stands, `verified` once it was read back twice. `rejected`, `lapsed`, `undone` and `removed` are final: nothing
 * writes the policy of such an action again.
 */
export const ACTION_STATES = [
  'pending',
  'ready',
  'applied',
  'verified',
  'failed',
  'rejected',
  'lapsed',
  'undone',
  'removed',
] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** States after which nothing is written for the action any more. */
export const FINAL: ReadonlySet<ActionState> = new Set(['rejected', 'lapsed', 'undone', 'removed']);

/** One revocation as the ledger keeps it, for thirty days after its last change. */
export interface ActionRecord {
  readonly actionId: string;
  readonly intent: Intent;
  readonly state: ActionState;
  /** The finding behind it; null where a person ordered it. */
  readonly finding: Finding | null;
  /** When it was written first, and last; server time. */
  readonly since: Millis;
  readonly changed: Millis;
  /** When its policy was written, last; undefined before it was. */
  readonly written?: Millis;
  /** Who decided last: `rolewarden`, or a person's name. */
  readonly by: string;
  readonly detail: string;
}

/** When a policy that stands was written: long after its record, where a person thought it over. */
export function writtenAt({ changed, written }: ActionRecord): Millis {
  return written ?? changed;
}

/** An action that is due: since when, and its record, if there still is one. */
export interface DueAction {
  readonly actionId: string;
  readonly at: Millis;
  readonly action: ActionRecord | undefined;
}

/** Some of all actions, newest first. `next`: where the following ones begin; undefined where there are none. */
export interface ActionPage {
  readonly actions: readonly ActionRecord[];
  readonly next: number | undefined;
}

/** What a revocation may be counted against. */
export interface Admission {
  readonly actionId: string;
  readonly accountId: string;
  /** `role/<name>` or `user/<name>`. */
  readonly target: string;
  /** A critical role has a share of its own, which decoys cannot use up. */
  readonly critical: boolean;
}

/** The most that may be revoked without a person. */
export interface Caps {
  /** Per target in 30 minutes. */
  readonly perRole: number;
  /** Per account in 10 minutes. */
  readonly perAccount: number;
  /** Per account in 24 hours. */
  readonly perAccountDay: number;
  /** Over all accounts in an hour. */
  readonly perHour: number;
  /** For critical roles, in 10 minutes, whatever the others have used. */
  readonly reserved: number;
}

export type Admitted =
  | { readonly kind: 'admitted' }
  /** A cap is reached, and the breaker of its scope is open now. */
  | { readonly kind: 'over'; readonly scope: string; readonly reason: string }
  | { readonly kind: 'killed'; readonly by: string };

/** A scope in which nothing is revoked without a person, until a person closes it. */
export interface OpenBreaker {
  readonly scope: string;
  readonly since: Millis;
  readonly reason: string;
}

/** Everything that acting must remember between processes. */
export interface Ledger extends AlertLedger, Debts {
  /** Writes a new action, or answers with what is there. Index and record are kept for thirty days. */
  record(action: Omit<ActionRecord, 'since' | 'changed' | 'written'>): Promise<ActionRecord>;
  /** Moves an action on, if it is in one of `from`; undefined if it is not, or is not known. */
  change(
    actionId: string,
    from: readonly ActionState[],
    to: Pick<ActionRecord, 'state' | 'by' | 'detail'>,
  ): Promise<ActionRecord | undefined>;
  action(actionId: string): Promise<ActionRecord | undefined>;
  /** All that are kept, oldest first. */
  actions(): Promise<readonly ActionRecord[]>;
  /** What needs to be looked at by now, longest due first; some of it, if it is much. */
  due(): Promise<readonly DueAction[]>;
  /** When it needs to be looked at next, or never; nothing changes if it was written meanwhile. */
  looked(due: Pick<DueAction, 'actionId' | 'at'>, next: Millis | undefined): Promise<void>;
  /** Some of all, from a place on; what was due and not known as such is from then on. */
  page(from: number): Promise<ActionPage>;
  /** Counts a revocation against the caps, as one step. The same action is counted once. */
  admit(admission: Admission, caps: Caps): Promise<Admitted>;
  breakers(): Promise<readonly OpenBreaker[]>;
  /** Revocations in its scope go on without a person, and are counted anew. False if it was not open. */
  closeBreaker(scope: string): Promise<boolean>;
  /** The kill switch: who pulled it, or undefined. */
  killed(): Promise<string | undefined>;
  kill(by: string | undefined): Promise<void>;
  /** The server's clock. */
  now(): Promise<Millis>;
  /** Why nothing may be acted upon with this server, for instance because it drops keys when it is full. */
  unfit(): Promise<string | undefined>;
}
