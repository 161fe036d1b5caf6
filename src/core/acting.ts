import type { Survival } from './ended.ts';
import type { StsEvent } from './event.ts';
import type { Finding } from './finding.ts';

/** A finding with the event behind it: what acting decides on. */
export interface JudgedEvent {
  readonly event: StsEvent;
  readonly finding: Finding;
  /** Of a critical finding: events that issued another session of that role and name within ten seconds. A deny might meet it, too. */
  readonly twins: readonly string[];
}

/**
 * What came of acting on one. `settled` is false where an effect is still owed: the delivery must come again, and the
 * finding then is the same, under the same id.
 */
export interface Acted {
  readonly finding: Finding;
  readonly settled: boolean;
}

/** Alerts and revocations of a batch, in its order. Never throws: what failed is not settled, or is in the finding. */
export type Act = (judged: readonly JudgedEvent[]) => Promise<readonly Acted[]>;

/**
 * Puts before a person that sessions live on which were ended. Never throws: answers with those for which it could not be
 * done; their deliveries must come again.
 */
export type Escalate = (seen: readonly Survival[]) => Promise<readonly Survival[]>;

/** How far a revocation may go by itself. */
export type ActionMode = 'off' | 'shadow' | 'confirm' | 'auto';
