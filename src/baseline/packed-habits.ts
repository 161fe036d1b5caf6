import { fromAscii, toAscii } from '../core/ascii.ts';
import { type Days, mergeDays, RING } from '../core/days.ts';
import {
  DIMENSIONS,
  type HabitMap,
  type Habits,
  type Sighting,
  type StoredDimension,
} from '../core/habit.ts';

/**
 * A history as bytes: entries one after the other, in the order in which their values were first seen. An entry is the
 * dimension's code (1 byte), the value's length (2), the value in ASCII, its last day (2) and a ring of 96 bits (12):
 * bit n of the three words, lowest word first, is the day n days before the last. Numbers are big-endian.
 * An entry costs 17 bytes and its value; an owner at most (dimensions × 64) entries.
 */
const FIXED = 14;
/** Values on probation have the dimension's code plus this. */
const PROBATION = 128;

const CODES: ReadonlyMap<StoredDimension, number> = new Map(
  DIMENSIONS.flatMap((name, code) => [
    [name, code] as const,
    [`~${name}` as const, code + PROBATION] as const,
  ]),
);
const NAMES: ReadonlyMap<number, StoredDimension> = new Map([...CODES].map(([name, code]) => [code, name]));

/** Packs sightings of one owner; days of one value are united first. */
export function packSightings(sightings: readonly Sighting[]): Buffer {
  const united = new Map<string, { readonly code: number; readonly value: string; days: Days }>();
  for (const { dimension, value, days } of sightings) {
    const code = CODES.get(dimension) ?? 0;
    const at = `${code}|${value}`;
    const known = united.get(at);
    if (known === undefined) united.set(at, { code, value: toAscii(value), days });
    else known.days = mergeDays(known.days, days);
  }
  const entries = [...united.values()];
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { value }) => sum + 3 + value.length + FIXED, 0));
  let at = 0;
  for (const { code, value, days } of entries) {
    bytes[at] = code;
    bytes.writeUInt16BE(value.length, at + 1);
    bytes.write(value, at + 3, 'latin1');
    writeDays(bytes, at + 3 + value.length, days);
    at += 3 + value.length + FIXED;
  }
  return bytes;
}

function writeDays(bytes: Buffer, at: number, days: Days): void {
  const last = days.reduce((most, day) => Math.max(most, day), 0);
  const words: [number, number, number] = [0, 0, 0];
  for (const day of days) {
    const age = last - day;
    if (age < 32) words[0] |= 1 << age;
    else if (age < 64) words[1] |= 1 << (age - 32);
    else if (age < RING) words[2] |= 1 << (age - 64);
  }
  bytes.writeUInt16BE(last, at);
  for (const [index, word] of words.entries()) bytes.writeInt32BE(word, at + 2 + 4 * index);
}

/**
 * Reads packed bytes, a dimension when it is asked for: judging asks for a few. Bytes that are no such layout are
 * read as far as they are one.
 */
export function unpackHabits(bytes: Buffer): Habits {
  const places = placesOf(bytes);
  const read = new Map<StoredDimension, ReadonlyMap<string, Days>>();
  return {
    get(dimension) {
      const known = read.get(dimension);
      if (known !== undefined) return known;
      const starts = places.get(CODES.get(dimension) ?? -1);
      if (starts === undefined) return undefined;
      const values = new Map(starts.map((at) => entryAt(bytes, at)));
      read.set(dimension, values);
      return values;
    },
  };
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const habits = unpackHabits(bytes);
  const names = [...placesOf(bytes).keys()].flatMap((code) => NAMES.get(code) ?? []);
  return new Map(names.map((name) => [name, habits.get(name) ?? new Map()]));
}

function placesOf(bytes: Buffer): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (let at = 0; at + 3 + FIXED <= bytes.length; ) {
    const code = bytes[at] ?? 0;
    const end = at + 3 + bytes.readUInt16BE(at + 1) + FIXED;
    if (end > bytes.length) break;
    const starts = places.get(code);
    if (starts === undefined) places.set(code, [at]);
    else starts.push(at);
    at = end;
  }
  return places;
}

function entryAt(bytes: Buffer, at: number): readonly [string, Days] {
  const end = at + 3 + bytes.readUInt16BE(at + 1);
  return [fromAscii(bytes.toString('latin1', at + 3, end)), readDays(bytes, end)];
}

function readDays(bytes: Buffer, at: number): Days {
  const last = bytes.readUInt16BE(at);
  const days: number[] = [];
  for (let word = 2; word >= 0; word--) {
    const bits = bytes.readInt32BE(at + 2 + 4 * word);
    if (bits === 0) continue;
    for (let bit = 31; bit >= 0; bit--) {
      if ((bits & (1 << bit)) !== 0) days.push(last - 32 * word - bit);
    }
  }
  return days;
}
