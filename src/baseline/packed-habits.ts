import { fromAscii, toAscii } from '../core/ascii.ts';
import {
  comesAfter,
  DIMENSIONS,
  type HabitMap,
  type Habits,
  type LastValue,
  lastValue,
  type Sighting,
  type StoredDimension,
  VALUE_CAP,
} from '../core/habit.ts';
import { addDay, DAYS_BYTES, daysText, hasDays, readDays } from './packed-days.ts';

/*
 * A history as bytes: entries one after the other, in the order in which their values were first seen. An entry is the
 * dimension's code (1 byte), the value's length (2), the value in ASCII, its last day (2) and a ring of 96 bits (12):
 * bit n of the three words, lowest word first, is the day n days before the last. Numbers are big-endian.
 * An entry costs 17 bytes and its value; an owner at most (dimensions × 64) entries.
 */
/** Values on probation have the dimension's code plus this. */
const PROBATION = 128;

const CODES: ReadonlyMap<StoredDimension, number> = new Map(
  DIMENSIONS.flatMap((name, code) => [
    [name, code] as const,
    [`~${name}` as const, code + PROBATION] as const,
  ]),
);

/** Names by code; undefined for those of a later version. */
const NAMES: readonly (StoredDimension | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  [...CODES.keys()].find((name) => CODES.get(name) === code),
);

/** A history that is still packed. */
export interface PackedHabits extends Habits {
  readonly bytes: Buffer;
  /** The bytes after learning; undefined if a dimension would overflow: only Redis drops values. */
  with(entries: readonly Entry[]): Buffer | undefined;
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
 * Reads packed bytes. Where each value lies is found once, on the first question; its days are read when they are
 * asked for: judging asks for a few dimensions, learning only whether a day is there. Bytes that are no such layout
 * are read as far as they are one.
 */
export function unpackHabits(bytes: Buffer): PackedHabits {
  let index: ReadonlyMap<StoredDimension, Values> | undefined;
  const valuesOf = (dimension: StoredDimension) => {
    index ??= indexOf(bytes);
    return index.get(dimension);
  };
  const lasts = new Map<StoredDimension, LastValue>();
  const habits: PackedHabits = {
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
      const last = lasts.get(dimension) ?? lastValue(habits.get(dimension) ?? new Map());
      lasts.set(dimension, last);
      return comesAfter(value, days, last);
    },
    with: (entries) => extended(bytes, valuesOf, entries),
  };
  return habits;
}

/** The bytes with more days in them; undefined if a dimension would have to drop values, which Redis does. */
function extended(
  bytes: Buffer,
  valuesOf: (dimension: StoredDimension) => Values | undefined,
  entries: readonly Entry[],
): Buffer | undefined {
  const added: Entry[] = [];
  const counts = new Map<StoredDimension, number>();
  const places = entries.map((entry) => {
    const found = valuesOf(entry.dimension);
    const at = found && placeOf(found, entry.value);
    if (at !== undefined) return at;
    added.push(entry);
    counts.set(entry.dimension, (counts.get(entry.dimension) ?? found?.names.length ?? 0) + 1);
    return undefined;
  });
  for (const count of counts.values()) if (count > VALUE_CAP) return undefined;
  const result = added.length === 0 ? Buffer.from(bytes) : Buffer.concat([bytes, packEntries(added)]);
  entries.forEach(({ days }, index) => {
    const at = places[index];
    if (at !== undefined) for (const day of days) addDay(result, at, day);
  });
  return result;
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const habits = unpackHabits(bytes);
  return new Map(
    [...CODES.keys()].flatMap((name) => {
      const values = habits.get(name);
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
}

/** The values of one dimension, and where the days of each lie. */
interface Values {
  readonly names: string[];
  readonly places: number[];
  /** Made where there are many. */
  byName: Map<string, number> | undefined;
}

/** Up to so many values are compared one by one: that is faster than a table. */
const FEW = 8;

function placeOf(values: Values, value: string): number | undefined {
  const { names, places } = values;
  if (names.length <= FEW) return places[names.indexOf(value)];
  values.byName ??= new Map(names.map((name, at) => [name, places[at] ?? 0]));
  return values.byName.get(value);
}

function indexOf(bytes: Buffer): ReadonlyMap<StoredDimension, Values> {
  const text = bytes.toString('latin1');
  const index = new Map<StoredDimension, Values>();
  for (let at = 0; at + 3 + DAYS_BYTES <= text.length; ) {
    const end = at + 3 + text.charCodeAt(at + 1) * 256 + text.charCodeAt(at + 2);
    if (end + DAYS_BYTES > text.length) break;
    const name = NAMES[text.charCodeAt(at)];
    if (name !== undefined) {
      const value = fromAscii(text.slice(at + 3, end));
      const values = index.get(name);
      if (values === undefined) index.set(name, { names: [value], places: [end], byName: undefined });
      else {
        values.names.push(value);
        values.places.push(end);
      }
    }
    at = end + DAYS_BYTES;
  }
  return index;
}
