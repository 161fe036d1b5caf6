import { toAscii } from '../core/ascii.ts';
import {
  comesAfter,
  type HabitMap,
  type Habits,
  type LastValue,
  lastValue,
  type Sighting,
  type StoredDimension,
  VALUE_CAP,
} from '../core/habit.ts';
import { addDay, daysText, firstDay, hasDays, readDays } from './packed-days.ts';
import { CODES, type Index, indexOf, placeOf, type Values } from './packed-layout.ts';

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
  const valuesOf = (dimension: StoredDimension) => {
    index ??= indexOf(bytes);
    return index.values.get(dimension);
  };
  let lasts: Map<StoredDimension, LastValue> | undefined;
  return {
    bytes,
    get(dimension) {
      const found = valuesOf(dimension);
      if (found === undefined) return undefined;
      return new Map(found.names.map((value, at) => [value, readDays(bytes, found.places[at] ?? 0)]));
    },
    settled(dimension, value, days) {
      const found = valuesOf(dimension);
      if (found === undefined) return false;
      const at = placeOf(found, value);
      if (at !== undefined) return hasDays(bytes, at, days);
      if (found.names.length < VALUE_CAP) return false;
      const last = lasts?.get(dimension) ?? lastOf(bytes, found);
      lasts = (lasts ?? new Map<StoredDimension, LastValue>()).set(dimension, last);
      return comesAfter(value, days, last);
    },
    with(entries, version) {
      index ??= indexOf(bytes);
      return index.whole ? extended(bytes, index, entries, version) : undefined;
    },
  };
}

function lastOf(bytes: Buffer, { names, places }: Values): LastValue {
  return lastValue(new Map(names.map((value, at) => [value, [firstDay(bytes, places[at] ?? 0)]])));
}

/** More days in the same bytes; undefined if a dimension would have to drop values, which Redis does. */
function extended(
  bytes: Buffer,
  index: Index,
  entries: readonly Entry[],
  version: string,
): PackedHabits | undefined {
  const places = entries.map(({ dimension, value }) => {
    const found = index.values.get(dimension);
    return found && placeOf(found, value);
  });
  const added = entries.filter((_, at) => places[at] === undefined);
  if (added.length > 0 && overflows(index, added)) return undefined;
  const result =
    added.length === 0
      ? Buffer.from(bytes)
      : Buffer.concat([bytes, Buffer.from(packEntries(added), 'latin1')]);
  result.write(version, 0, 'latin1');
  entries.forEach(({ days }, which) => {
    const at = places[which];
    if (at !== undefined) for (const day of days) addDay(result, at, day);
  });
  return unpackHabits(result, added.length === 0 ? index : undefined);
}

function overflows(index: Index, added: readonly Entry[]): boolean {
  const counts = new Map<StoredDimension, number>();
  for (const { dimension } of added) {
    const count = (counts.get(dimension) ?? index.values.get(dimension)?.names.length ?? 0) + 1;
    if (count > VALUE_CAP) return true;
    counts.set(dimension, count);
  }
  return false;
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const habits = unpackHabits(bytes);
  return new Map([...indexOf(bytes).values.keys()].map((name) => [name, habits.get(name) ?? new Map()]));
}
