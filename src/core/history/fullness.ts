import { byAscii } from '../text/ascii.ts';
import { type Days, RING } from '../time/days.ts';

/** What of a full dimension decides whether it keeps one value more. */
export interface Fullness {
  /** The value that goes first, if none is stale, and its first day. */
  readonly value: string;
  readonly first: number;
  /** The last days of its values: the greatest and the smallest. */
  readonly newest: number;
  readonly oldest: number;
}

/** What decides of a dimension with these values. */
export function fullnessOf(values: ReadonlyMap<string, Days>): Fullness {
  let first = 0;
  let newest = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const days of values.values()) {
    const last = days.at(-1) ?? 0;
    first = Math.max(first, days[0] ?? 0);
    newest = Math.max(newest, last);
    oldest = Math.min(oldest, last);
  }
  let value = '';
  for (const [one, days] of values) if (days[0] === first && byAscii(one, value) > 0) value = one;
  return { value, first, newest, oldest };
}

/** Whether a full dimension would drop the value again. Where others are stale it says no: learning decides. */
export function wouldGo(value: string, days: Days, full: Fullness): boolean {
  const last = days.at(-1) ?? 0;
  const newest = Math.max(full.newest, last);
  if (isStale(full.oldest, newest)) return false;
  return isStale(last, newest) || comesAfter(value, days[0] ?? 0, full);
}

function comesAfter(value: string, first: number, full: Fullness): boolean {
  return first > full.first || (first === full.first && byAscii(value, full.value) > 0);
}

/** Whether a value was last seen so long before the newest of its dimension that no cut sees both. */
function isStale(last: number, newest: number): boolean {
  return last <= newest - RING;
}

/** The values of a dimension in the order in which they stay: what is stale last, then by (first day, value). */
export function inOrderOfStay<V extends readonly [value: string, days: Days]>(
  values: readonly V[],
): readonly V[] {
  const newest = values.reduce((most, [, days]) => Math.max(most, days.at(-1) ?? 0), 0);
  const stale = (days: Days) => Number(isStale(days.at(-1) ?? 0, newest));
  return [...values].sort(
    ([a, aDays], [b, bDays]) =>
      stale(aDays) - stale(bDays) || (aDays[0] ?? 0) - (bDays[0] ?? 0) || byAscii(a, b),
  );
}
