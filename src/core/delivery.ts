import type { Millis, StsEvent } from './event.ts';
import type { Finding } from './finding.ts';

/** What a transport can acknowledge: one message, one file line, one invocation. May hold many records. */
export interface Delivery {
  readonly id: string;
  /** Text, bytes, or the value that a runtime has already parsed. */
  readonly body: unknown;
  /** ARN of the queue, stream or rule that it came through: what `revocation.trusted` names. */
  readonly source?: string;
}

/** What could not be read, with the reason and without its content. */
export interface ReadProblem {
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
  /** Files that hold more: whoever delivers reads them. */
  readonly objects: readonly ObjectName[];
}

/**
 * `ignored`: nothing in it for us. A delivery with problems is still analyzed: bad records are skipped. `failed`: an
 * effect is still owed; it must be delivered again.
 */
export interface DeliveryOutcome {
  readonly deliveryId: string;
  readonly status: 'analyzed' | 'ignored' | 'failed';
  /** Times of the events that were judged, in the delivery's order. */
  readonly times: readonly Millis[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ReadProblem[];
  /** Files that hold more, not read yet. */
  readonly objects: readonly ObjectName[];
}

/** What a transport is to be told of a delivery: `done`, acknowledge it; `again`, deliver it once more. */
export type Fate = 'done' | 'again';

/** How deliveries are taken, where that matters. */
export interface Taking {
  /** Aborted: files that deliveries name are read no further, and come again. */
  readonly signal?: AbortSignal;
  /** Hears each fate once it is known: long before the last where files are read. */
  readonly settled?: (at: number, fate: Fate) => void;
}

/** What run modes hand deliveries to: one fate for each, in their order. Never throws. */
export type Take = (deliveries: readonly Delivery[], how?: Taking) => Promise<readonly Fate[]>;
