import type { ObjectName, ReadProblem } from '../../core/ports/delivery.ts';

/** A parsed CloudTrail record, not yet trusted. `where` is for messages: `file:line`, `file#index` or a delivery id. */
export interface RawRecord {
  readonly value: unknown;
  readonly where: string;
}

/** Input that could not be read. The reason never holds content: content may hold tokens. */
export interface Problem extends ReadProblem {
  readonly bytes: number;
  /** It is a result of Rolewarden itself. */
  readonly own?: true;
}

/** What was found in one delivery. */
export interface OpenedDelivery {
  readonly records: readonly RawRecord[];
  readonly problems: readonly Problem[];
  /** Files that a notification names. */
  readonly objects: readonly ObjectName[];
}
