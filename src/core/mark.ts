import type { Millis } from './event.ts';

/** Short windows: refused roles, recent places. Not subject to the day rule, idempotent by event key. */
export const MARK_TAGS = ['denied', 'place'] as const;
export type MarkTag = (typeof MARK_TAGS)[number];

/** One fact in a window. `key` is the event's id, so a duplicate adds nothing; `value` is the tag's own text. */
export interface Mark {
  readonly tag: MarkTag;
  /** An actor's key. */
  readonly owner: string;
  readonly time: Millis;
  readonly key: string;
  readonly value: string;
}

/** Marks older than this never count. */
export const MARK_KEEP = 25 * 3_600_000;

/** Of one owner and tag the newest this many stay. */
export const MARK_CAP = 64;
