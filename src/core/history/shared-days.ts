import type { Days } from '../time/days.ts';

/** No day yet: what a value's list begins as. */
export const NO_DAYS: Days = [];

/** Lists that were made longer by one day: the day asked for last. */
let lastDay = Number.NaN;
let longer = new Map<Days, Days>();

/**
 * The list with a later day behind it. What was seen on the same days shares one list: most values of an owner, and many
 * owners, are seen together, and lists of days are the largest part of what a history takes in memory.
 */
export function withDay(days: Days, day: number): Days {
  if (day !== lastDay) {
    lastDay = day;
    longer = new Map();
  }
  const known = longer.get(days);
  if (known !== undefined) return known;
  // an array that was pushed to keeps room for seventeen more, and `concat` takes eight times as long
  const made = days.toSpliced(days.length, 0, day);
  longer.set(days, made);
  return made;
}
