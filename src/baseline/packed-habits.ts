import { toAscii } from '../core/ascii.ts';
import type { Days } from '../core/days.ts';
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
import { addDay, DAYS_BYTES, daysText, hasDays, readDays } from './packed-days.ts';
import {
  CODES,
  createFinder,
  eachEntry,
  type Finder,
  NAMES,
  textAt,
  VERSION_BYTES,
} from './packed-layout.ts';

/** A history that is still packed. */
export interface PackedHabits extends Habits {
  readonly bytes: Buffer;
  /** The bytes after learning; undefined if a dimension would overflow: only Redis drops values. */
  with(entries: readonly Entry[], version: Buffer): Buffer | undefined;
}

/** What is learned of one owner, its days united: a dimension and value comes once. */
export type Entry = Omit<Sighting, 'owner'>;

/** Packs entries, one after the other. */
export function packEntries(entries: readonly Entry[]): Buffer {
  let text = '';
  for (const { dimension, value, days } of entries) {
    const ascii = toAscii(value);
    const { length } = ascii;
    if (length > 0xffff) throw new RangeError(`a value of ${dimension} has ${length} characters`);
    text +=
      String.fromCharCode(CODES.get(dimension) ?? 0, length >> 8, length & 255) + ascii + daysText(days);
  }
  return Buffer.from(text, 'latin1');
}

/**
 * Reads packed bytes. They stay as they are: a question looks for the one value it is about, and only its days are read.
 * Bytes that are no such layout are read as far as they are one.
 */
export function unpackHabits(bytes: Buffer): PackedHabits {
  const placeOf = createFinder(bytes);
  let lasts: Map<StoredDimension, LastValue> | undefined;
  const habits: PackedHabits = {
    bytes,
    get(dimension) {
      const values = new Map<string, Days>();
      eachEntry(bytes, (code, from, end) => {
        if (NAMES[code] === dimension) values.set(textAt(bytes, from, end), readDays(bytes, end));
      });
      return values.size === 0 ? undefined : values;
    },
    settled(dimension, value, days) {
      const at = placeOf(dimension, value);
      if (at !== undefined) return hasDays(bytes, at, days);
      if (bytes.length < FULL) return false;
      const known = lasts?.get(dimension);
      if (known !== undefined) return comesAfter(value, days, known);
      const values = habits.get(dimension);
      if (values === undefined || values.size < VALUE_CAP) return false;
      const last = lastValue(values);
      lasts = (lasts ?? new Map()).set(dimension, last);
      return comesAfter(value, days, last);
    },
    with: (entries, version) => extended(bytes, placeOf, entries, version),
  };
  return habits;
}

/** Shorter bytes have no full dimension. */
const FULL = VERSION_BYTES + VALUE_CAP * (3 + DAYS_BYTES);

/** The bytes with more days in them; undefined if a dimension would have to drop values, which Redis does. */
function extended(
  bytes: Buffer,
  placeOf: Finder,
  entries: readonly Entry[],
  version: Buffer,
): Buffer | undefined {
  const places = entries.map(({ dimension, value }) => placeOf(dimension, value));
  const added = entries.filter((_, index) => places[index] === undefined);
  if (added.length > 0 && overflows(bytes, added)) return undefined;
  const result = added.length === 0 ? Buffer.from(bytes) : Buffer.concat([bytes, packEntries(added)]);
  version.copy(result);
  entries.forEach(({ days }, index) => {
    const at = places[index];
    if (at !== undefined) for (const day of days) addDay(result, at, day);
  });
  return result;
}

function overflows(bytes: Buffer, added: readonly Entry[]): boolean {
  const counts = new Map<StoredDimension, number>();
  for (const { dimension } of added) counts.set(dimension, (counts.get(dimension) ?? 0) + 1);
  eachEntry(bytes, (code) => {
    const name = NAMES[code];
    const count = name && counts.get(name);
    if (name !== undefined && count !== undefined) counts.set(name, count + 1);
  });
  return [...counts.values()].some((count) => count > VALUE_CAP);
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const all = new Map<StoredDimension, Map<string, Days>>();
  eachEntry(bytes, (code, from, end) => {
    const name = NAMES[code];
    if (name === undefined) return;
    const values = all.get(name) ?? new Map<string, Days>();
    all.set(name, values.set(textAt(bytes, from, end), readDays(bytes, end)));
  });
  return all;
}
