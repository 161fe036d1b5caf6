import type { StsEvent } from '../event/event.ts';
import type { Finding } from '../finding/finding.ts';
import type { Survival } from './ended.ts';

/** A finding with the event behind it: what acting decides on. */
export interface JudgedEvent {
  readonly event: StsEvent;
  readonly finding: Finding;
  /**
   * For a critical finding: ids of events that issued another session of the same role and session name within ten
   * seconds. A deny might end those too.
   */
  readonly bystanders: readonly string[];
}

/**
 * What came of acting on one event. `settled` is false while an alert or a revocation is outstanding: the delivery must
 * be redelivered, and its finding is then the same, under the same id.
 */
export interface Acted {
  /** The finding that was given, with what was done among its `actions`. */
  readonly finding: Finding;
  readonly settled: boolean;
}

/**
 * Sends the alerts and makes the revocations of a batch: one answer for each event, in order. Must not throw: what failed
 * is answered as not settled, or is in the finding.
 */
export type Act = (judged: readonly JudgedEvent[]) => Promise<readonly Acted[]>;

/**
 * Tells a person that sessions are still active although they were ended. Must not throw: it returns those of which it
 * could not tell, whose deliveries must be redelivered.
 */
export type Escalate = (seen: readonly Survival[]) => Promise<readonly Survival[]>;

/** How far a revocation may go by itself; the most careful mode first. */
export const ACTION_MODES = ['off', 'shadow', 'confirm', 'auto'] as const;
/** One of `ACTION_MODES`. */
export type ActionMode = (typeof ACTION_MODES)[number];

/** Whether a mode lets a policy be written, by itself or once a person approves; in the others nothing is changed. */
export function mayWrite(mode: ActionMode): boolean {
  return mode === 'confirm' || mode === 'auto';
}
