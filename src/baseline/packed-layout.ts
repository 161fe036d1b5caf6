import { readAscii } from '../core/ascii.ts';
import { DIMENSIONS, type StoredDimension } from '../core/habit.ts';
import { DAYS_BYTES } from './packed-days.ts';

/*
 * A history as bytes: eight that are another at every write, then entries one after the other, in the order in which
 * their values were first seen. An entry is the dimension's code (1 byte), the value's length (2), the value in ASCII,
 * its last day (2) and a ring of 96 bits (12): bit n of the three words, lowest word first, is the day n days before the
 * last. Numbers are big-endian. An entry costs 17 bytes and its value; an owner at most (dimensions × 64) entries.
 */
/** How long the part is by which a writer knows that nobody wrote since it read. */
export const VERSION_BYTES = 8;

/** Values on probation have the dimension's code plus this. */
const PROBATION = 128;

/** A dimension's code. */
export const CODES: ReadonlyMap<StoredDimension, number> = new Map(
  DIMENSIONS.flatMap((name, code) => [
    [name, code] as const,
    [`~${name}` as const, code + PROBATION] as const,
  ]),
);

/** Names by code; undefined for those of a later version. */
export const NAMES: readonly (StoredDimension | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  [...CODES.keys()].find((name) => CODES.get(name) === code),
);

/** One value of a history. */
export interface Value {
  readonly dimension: StoredDimension;
  readonly value: string;
  /** Where its days lie. */
  readonly at: number;
  /** A day that was found there. */
  day: number;
  /** What was asked for after it: events ask for the same values in the same order, so it is looked at first. */
  next: Value | undefined;
}

/** The values of a history. */
export interface Index {
  readonly values: readonly Value[];
  /** The bytes are a history to their end. */
  readonly whole: boolean;
  /** What was asked for last. */
  asked: Value | undefined;
  /** Made on the first question where there are many. */
  tables: ReadonlyMap<StoredDimension, ReadonlyMap<string, Value>> | undefined;
}

/** Up to so many values are compared one by one: that is faster than tables. */
const FEW = 24;

/** A value of a history; undefined if it is not there. */
export function valueIn(index: Index, dimension: StoredDimension, value: string): Value | undefined {
  const { asked, values } = index;
  const guess = asked?.next;
  if (guess !== undefined && guess.dimension === dimension && guess.value === value) {
    index.asked = guess;
    return guess;
  }
  const found =
    values.length <= FEW
      ? values.find((one) => one.dimension === dimension && one.value === value)
      : tablesOf(index).get(dimension)?.get(value);
  if (found === undefined) return undefined;
  if (asked !== undefined) asked.next = found;
  index.asked = found;
  return found;
}

/** The values of one dimension, where there are few among others. */
export function valuesNear(index: Index, dimension: StoredDimension): Iterable<Value> {
  return index.values.length <= FEW ? index.values : (tablesOf(index).get(dimension)?.values() ?? []);
}

/** The values of one dimension. */
export function valuesIn(index: Index, dimension: StoredDimension): readonly Value[] {
  return [...valuesNear(index, dimension)].filter((one) => one.dimension === dimension);
}

/** How many values one dimension has. */
export function countIn(index: Index, dimension: StoredDimension): number {
  if (index.values.length <= FEW) return valuesIn(index, dimension).length;
  return tablesOf(index).get(dimension)?.size ?? 0;
}

function tablesOf(index: Index): ReadonlyMap<StoredDimension, ReadonlyMap<string, Value>> {
  if (index.tables !== undefined) return index.tables;
  const tables = new Map<StoredDimension, Map<string, Value>>();
  for (const one of index.values) {
    const table = tables.get(one.dimension);
    if (table === undefined) tables.set(one.dimension, new Map([[one.value, one]]));
    else table.set(one.value, one);
  }
  index.tables = tables;
  return tables;
}

/** Finds every value, once. Entries that nobody here wrote, or of a later version's dimensions, are left out. */
export function indexOf(bytes: Buffer): Index {
  const text = bytes.toString('latin1');
  const values: Value[] = [];
  let last: Value | undefined;
  let at = VERSION_BYTES;
  while (at + 3 + DAYS_BYTES <= text.length) {
    const end = at + 3 + text.charCodeAt(at + 1) * 256 + text.charCodeAt(at + 2);
    if (end + DAYS_BYTES > text.length) break;
    const dimension = NAMES[text.charCodeAt(at)];
    const value = readAscii(text.slice(at + 3, end));
    if (dimension !== undefined && value !== undefined) {
      const one: Value = { dimension, value, at: end, day: -1, next: undefined };
      if (last !== undefined) last.next = one;
      values.push(one);
      last = one;
    }
    at = end + DAYS_BYTES;
  }
  if (last !== undefined) last.next = values[0];
  return { values, whole: at === text.length, asked: last, tables: undefined };
}
