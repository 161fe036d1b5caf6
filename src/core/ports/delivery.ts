import type { StsEvent } from '../event/event.ts';
import type { Finding } from '../finding/finding.ts';
import type { Millis } from '../time/days.ts';

/** What a transport can acknowledge: one message, one file line, one invocation. May hold many records. */
export interface Delivery {
  /** Names the delivery in its outcome and in its problems. */
  readonly id: string;
  /** Text, bytes, or the value that a runtime has already parsed. */
  readonly body: unknown;
  /** ARN of the queue, stream or rule that it came through: what `revocation.trusted` names. */
  readonly source?: string;
}

/** What could not be read, with the reason and without its content. */
export interface ReadProblem {
  /** What could not be read: the delivery, by its id, or a place in a file. */
  readonly where: string;
  readonly reason: string;
}

/** A file in S3, as a notification names it. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** A delivery opened: its STS and sign-in events, and what was left out. */
export interface Reading {
  readonly events: readonly StsEvent[];
  readonly problems: readonly ReadProblem[];
  /** Files that hold more records, which whoever made the delivery has to read. */
  readonly objects: readonly ObjectName[];
}

/**
 * `ignored`: it has no event that is judged. `analyzed`: it has, even if other records in it could not be read. `failed`:
 * an alert or a revocation is outstanding; it must be redelivered.
 */
export interface DeliveryOutcome {
  readonly deliveryId: string;
  readonly status: 'analyzed' | 'ignored' | 'failed';
  /** Times of the events that were judged, in the delivery's order. */
  readonly times: readonly Millis[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ReadProblem[];
  /** Files that hold more records, not read yet. */
  readonly objects: readonly ObjectName[];
}

/** What the transport must do with a delivery: `done`, acknowledge it; `again`, redeliver it. */
export type Fate = 'done' | 'again';

/** Options of `Take`. */
export interface Taking {
  /** When aborted, files that deliveries name are read no further, and those deliveries are to be redelivered. */
  readonly signal?: AbortSignal;
  /** Called with each fate as soon as it is known; where files are read, that can be long before the last. */
  readonly settled?: (at: number, fate: Fate) => void;
  /** Called with each part of a file that is judged: a large file takes long, and nothing of it is settled until its end. */
  readonly moved?: () => void;
}

/** What run modes hand deliveries to: one fate for each, in their order. Never throws. */
export type Take = (deliveries: readonly Delivery[], how?: Taking) => Promise<readonly Fate[]>;
