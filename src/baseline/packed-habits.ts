import { toAscii } from '../core/ascii.ts';
import type { Days } from '../core/days.ts';
import {
  comesAfter,
  type HabitMap,
  type Habits,
  type LastValue,
  type Sighting,
  type StoredDimension,
  VALUE_CAP,
} from '../core/habit.ts';
import { addDay, daysText, firstDay, hasDays, readDays } from './packed-days.ts';
import {
  CODES,
  countIn,
  type Index,
  indexOf,
  type Value,
  valueIn,
  valuesIn,
  valuesNear,
} from './packed-layout.ts';

/** A history that is still packed. */
export interface PackedHabits extends Habits {
  readonly bytes: Buffer;
  /** The history after learning; undefined if a dimension would overflow, or it is no layout: only Redis drops. */
  with(entries: readonly Entry[], version: string): PackedHabits | undefined;
}

/** What is learned of one owner, its days united: a dimension and value comes once. */
export type Entry = Omit<Sighting, 'owner'>;

/** Packs entries, one after the other: a character a byte. */
export function packEntries(entries: readonly Entry[]): string {
  let text = '';
  for (const { dimension, value, days } of entries) {
    const ascii = toAscii(value);
    const { length } = ascii;
    if (length > 0xffff) throw new RangeError(`a value of ${dimension} has ${length} characters`);
    text +=
      String.fromCharCode(CODES.get(dimension) ?? 0, length >> 8, length & 255) + ascii + daysText(days);
  }
  return text;
}

/**
 * Reads packed bytes. Where each value lies is found once, on the first question, or known already; its days are read
 * when they are asked for. Bytes that are no such layout are read as far as they are one.
 */
export function unpackHabits(bytes: Buffer, known?: Index): PackedHabits {
  let index = known;
  let lasts: Map<StoredDimension, LastValue> | undefined;
  return {
    bytes,
    get(dimension) {
      index ??= indexOf(bytes);
      let days: Map<string, Days> | undefined;
      for (const { dimension: own, value, at } of valuesNear(index, dimension)) {
        if (own === dimension) days = (days ?? new Map()).set(value, readDays(bytes, at));
      }
      return days;
    },
    settled(dimension, value, days) {
      index ??= indexOf(bytes);
      const found = valueIn(index, dimension, value);
      if (found !== undefined) return isThere(bytes, found, days);
      if (index.values.length < VALUE_CAP || countIn(index, dimension) < VALUE_CAP) return false;
      lasts ??= new Map();
      const last = lasts.get(dimension) ?? lastOf(bytes, valuesIn(index, dimension));
      lasts.set(dimension, last);
      return comesAfter(value, days, last);
    },
    with(entries, version) {
      index ??= indexOf(bytes);
      return index.whole ? extended(bytes, index, entries, version) : undefined;
    },
  };
}

/** A day that was found is there for good, or so old that learning it changes nothing. */
function isThere(bytes: Buffer, found: Value, days: Days): boolean {
  const [day = 0] = days;
  if (found.day === day && days.length === 1) return true;
  if (!hasDays(bytes, found.at, days)) return false;
  found.day = day;
  return true;
}

function lastOf(bytes: Buffer, values: readonly Value[]): LastValue {
  return values
    .map(({ value, at }): LastValue => [value, firstDay(bytes, at)])
    .reduce((a, b) => (comesAfter(a[0], [a[1]], b) ? a : b));
}

/** More days in the same bytes; undefined if a dimension would have to drop values, which Redis does. */
function extended(
  bytes: Buffer,
  index: Index,
  entries: readonly Entry[],
  version: string,
): PackedHabits | undefined {
  const found = entries.map(({ dimension, value }) => valueIn(index, dimension, value));
  const added = entries.filter((_, at) => found[at] === undefined);
  if (added.length > 0 && overflows(index, added)) return undefined;
  const result =
    added.length === 0
      ? Buffer.from(bytes)
      : Buffer.concat([bytes, Buffer.from(packEntries(added), 'latin1')]);
  result.write(version, 0, 'latin1');
  entries.forEach(({ days }, which) => {
    const place = found[which]?.at;
    if (place !== undefined) for (const day of days) addDay(result, place, day);
  });
  return unpackHabits(result, added.length === 0 ? index : undefined);
}

function overflows(index: Index, added: readonly Entry[]): boolean {
  const counts = new Map<StoredDimension, number>();
  for (const { dimension } of added) {
    const count = (counts.get(dimension) ?? countIn(index, dimension)) + 1;
    if (count > VALUE_CAP) return true;
    counts.set(dimension, count);
  }
  return false;
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const habits = unpackHabits(bytes);
  const names = new Set(indexOf(bytes).values.map(({ dimension }) => dimension));
  return new Map([...names].map((name) => [name, habits.get(name) ?? new Map()]));
}
