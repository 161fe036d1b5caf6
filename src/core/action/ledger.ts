import type { Finding } from '../finding/finding.ts';
import type { Millis } from '../time/days.ts';
import type { Admission, Admitted, Caps, OpenBreaker } from './admission.ts';
import type { AlertLedger } from './alert-ledger.ts';
import type { Debts } from './debts.ts';
import type { Intent } from './intent.ts';

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

/** All other states: something may still be written for the action. */
export const NOT_FINAL: readonly ActionState[] = ACTION_STATES.filter((state) => !FINAL.has(state));

/** States in which an action's policy ought to be in IAM. */
export const STANDING: readonly ActionState[] = ['applied', 'verified'];

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

/** What a record without a valid signature says of itself: whoever can write to the store may have made it up. */
export interface Unsigned {
  readonly actionId: string;
  /** ARN of a role or user. */
  readonly target: string | undefined;
  readonly accountId: string | undefined;
  readonly state: string | undefined;
  readonly by: string | undefined;
  /** When it was recorded first. */
  readonly since: Millis | undefined;
}

/** At most so many are looked for: whoever can write to the store can write any number, and people wait for the answer. */
export const MOST_UNSIGNED = 1_000;

/** Some of all actions, newest first. `next`: where the following ones begin; undefined where there are none. */
export interface ActionPage {
  readonly actions: readonly ActionRecord[];
  /** As `Ledger.unsigned` says. */
  readonly unsigned: readonly string[];
  readonly next: number | undefined;
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
  /** One record; undefined if none is kept. */
  action(actionId: string): Promise<ActionRecord | undefined>;
  /** All that are kept, oldest first. */
  actions(): Promise<readonly ActionRecord[]>;
  /**
   * Ids of records whose signature is missing or wrong: all other methods answer as if they were not there. Where records
   * are not signed, of those that cannot be read. Recent ones, newest first, and at most `MOST_UNSIGNED`; or, of any age,
   * those of these ids (`of`).
   */
  unsigned(of?: readonly string[]): Promise<readonly string[]>;
  /** What such records say of themselves, for people who look for whoever wrote them. Nothing may be done for it. */
  claims(actionIds: readonly string[]): Promise<readonly Unsigned[]>;
  /** What needs to be looked at by now, longest due first; only a part if there is much. */
  due(): Promise<readonly DueAction[]>;
  /** When it needs to be looked at next, or never; nothing changes if it was written meanwhile. */
  looked(due: Pick<DueAction, 'actionId' | 'at'>, next: Millis | undefined): Promise<void>;
  /** A page of all actions, from a place on. Those that the index of what is due lacks are added to it. */
  page(from: number): Promise<ActionPage>;
  /** Counts a revocation against the caps, as one step. The same action is counted once. */
  admit(admission: Admission, caps: Caps): Promise<Admitted>;
  /** Every scope in which revocations wait for a person now. */
  breakers(): Promise<readonly OpenBreaker[]>;
  /** Revocations in its scope go on without a person, and are counted anew. False if it was not open. */
  closeBreaker(scope: string): Promise<boolean>;
  /** The kill switch: who pulled it, or undefined. */
  killed(): Promise<string | undefined>;
  /** Pulls the kill switch, by the name of a person; undefined releases it. */
  kill(by: string | undefined): Promise<void>;
  /** The server's clock. */
  now(): Promise<Millis>;
  /** Why nothing may be acted upon with this server, for instance because it drops keys when it is full. */
  unfit(): Promise<string | undefined>;
}
