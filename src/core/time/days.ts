/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

/** Milliseconds. */
export const MINUTE = 60_000;
/** Milliseconds. */
export const HOUR = 60 * MINUTE;
/** Milliseconds of a UTC day. */
export const DAY = 24 * HOUR;

/** How many days a value remembers, counted back from the last one. */
export const RING = 96;

/** UTC days since 1970, ascending, distinct, none older than the last − 95. */
export type Days = readonly number[];

/** The UTC day of an instant, counted from 1970. */
export function dayOf(time: Millis): number {
  return Math.floor(time / DAY);
}

/** An instant for records: ISO 8601 in UTC, to the millisecond. */
export function iso(time: Millis): string {
  return new Date(time).toISOString();
}

/** An instant for people and for IAM: ISO 8601 in UTC, to the second. */
export function utc(time: Millis): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Whether `2026-01-31` names a day that exists: V8's `Date.parse` takes the 31st of February for the 3rd of March. */
export function isDay(date: string): boolean {
  const day = Date.parse(date);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(date);
}

/** The first day an event must not see: an event sees the days that ended at least an hour before it. */
export function cutOf(time: Millis): number {
  return dayOf(time - HOUR);
}

/** Set union, then days older than the last − 95 fall off. Commutative, associative, idempotent. */
export function mergeDays(a: Days, b: Days): Days {
  const all = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const last = all.at(-1);
  return last === undefined ? all : all.filter((day) => day > last - RING);
}
