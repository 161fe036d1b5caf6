import { readAscii, toAscii } from '../core/ascii.ts';
import { type Days, mergeDays } from '../core/days.ts';
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

import { addDay, DAYS_BYTES, hasDays, readDays, writeDays } from './packed-days.ts';

/**
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
  /** The bytes after learning; undefined if a dimension would overflow, or they are no layout: only Redis drops. */
  with(sightings: readonly Sighting[]): Buffer | undefined;
}

interface Entry {
  readonly dimension: StoredDimension;
  readonly value: string;
  readonly days: Days;
}

/** Packs sightings of one owner; days of one value are united first. */
export function packSightings(sightings: readonly Sighting[]): Buffer {
  return packEntries(unite(sightings));
}

function unite(sightings: readonly Sighting[]): readonly Entry[] {
  const united = new Map<string, Entry>();
  for (const { dimension, value, days } of sightings) {
    const at = `${dimension}|${value}`;
    const known = united.get(at);
    united.set(at, { dimension, value, days: known === undefined ? days : mergeDays(known.days, days) });
  }
  return [...united.values()];
}

function packEntries(entries: readonly Entry[]): Buffer {
  const values = entries.map(({ value }) => toAscii(value));
  const bytes = Buffer.allocUnsafe(values.reduce((sum, value) => sum + 3 + value.length + DAYS_BYTES, 0));
  let at = 0;
  entries.forEach(({ dimension, days }, index) => {
    const value = values[index] ?? '';
    bytes[at] = CODES.get(dimension) ?? 0;
    bytes.writeUInt16BE(value.length, at + 1);
    bytes.write(value, at + 3, 'latin1');
    writeDays(bytes, at + 3 + value.length, days);
    at += 3 + value.length + DAYS_BYTES;
  });
  return bytes;
}

/**
 * Reads packed bytes. Where each value lies is found once, on the first question; its days are read when they are
 * asked for: judging asks for a few dimensions, learning only whether a day is there. Bytes that are no such layout
 * are read as far as they are one.
 */
export function unpackHabits(bytes: Buffer): PackedHabits {
  let indexed: Index | undefined;
  const index = () => {
    indexed ??= indexOf(bytes);
    return indexed;
  };
  const places = (dimension: StoredDimension) => index().places.get(dimension);
  const lasts = new Map<StoredDimension, LastValue>();
  const habits: PackedHabits = {
    bytes,
    get(dimension) {
      const found = places(dimension);
      if (found === undefined) return undefined;
      const values = new Map<string, Days>();
      for (const [value, at] of found) values.set(value, readDays(bytes, at));
      return values;
    },
    settled(dimension, value, days) {
      const found = places(dimension);
      const at = found?.get(value);
      if (at !== undefined) return hasDays(bytes, at, days);
      if (found === undefined || found.size < VALUE_CAP) return false;
      const last = lasts.get(dimension) ?? lastValue(habits.get(dimension) ?? new Map());
      lasts.set(dimension, last);
      return comesAfter(value, days, last);
    },
    with: (sightings) => (index().whole ? extended(bytes, places, unite(sightings)) : undefined),
  };
  return habits;
}

/** The bytes with more days in them; undefined if a dimension would have to drop values, which Redis does. */
function extended(
  bytes: Buffer,
  places: (dimension: StoredDimension) => ReadonlyMap<string, number> | undefined,
  entries: readonly Entry[],
): Buffer | undefined {
  const added = entries.filter(({ dimension, value }) => places(dimension)?.has(value) !== true);
  const counts = new Map<StoredDimension, number>();
  for (const { dimension } of added) {
    const count = (counts.get(dimension) ?? places(dimension)?.size ?? 0) + 1;
    if (count > VALUE_CAP) return undefined;
    counts.set(dimension, count);
  }
  const result = Buffer.concat([bytes, packEntries(added)]);
  for (const { dimension, value, days } of entries) {
    const at = places(dimension)?.get(value);
    if (at !== undefined) for (const day of days) addDay(result, at, day);
  }
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

interface Index {
  /** Where the days of each value lie. */
  readonly places: ReadonlyMap<StoredDimension, ReadonlyMap<string, number>>;
  /** The bytes are entries to their end. */
  readonly whole: boolean;
}

function indexOf(bytes: Buffer): Index {
  const places = new Map<StoredDimension, Map<string, number>>();
  let at = 0;
  while (at + 3 + DAYS_BYTES <= bytes.length) {
    const end = at + 3 + bytes.readUInt16BE(at + 1);
    if (end + DAYS_BYTES > bytes.length) break;
    const name = NAMES[bytes[at] ?? 0];
    const value = readAscii(bytes.toString('latin1', at + 3, end));
    if (name !== undefined && value !== undefined) {
      const values = places.get(name) ?? new Map<string, number>();
      places.set(name, values.set(value, end));
    }
    at = end + DAYS_BYTES;
  }
  return { places, whole: at === bytes.length };
}
