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

/** The values of one dimension, and where the days of each lie. */
export interface Values {
  readonly names: readonly string[];
  readonly places: readonly number[];
  /** Made on the first question where there are many. */
  table: ReadonlyMap<string, number> | undefined;
}

/** Where each value of a history lies. */
export interface Index {
  readonly values: ReadonlyMap<StoredDimension, Values>;
  /** The bytes are a history to their end. */
  readonly whole: boolean;
}

/** Up to so many values are compared one by one: that is faster than a table. */
const FEW = 8;

/** Where the days of a value lie; undefined if it is not there. */
export function placeOf(values: Values, value: string): number | undefined {
  const { names, places } = values;
  if (names.length <= FEW) return places[names.indexOf(value)];
  values.table ??= new Map(names.map((name, at) => [name, places[at] ?? 0]));
  return values.table.get(value);
}

/** Finds every entry, once. Entries that nobody here wrote, or of a later version's dimensions, are left out. */
export function indexOf(bytes: Buffer): Index {
  const text = bytes.toString('latin1');
  const index = new Map<StoredDimension, Values & { readonly names: string[]; readonly places: number[] }>();
  let at = VERSION_BYTES;
  while (at + 3 + DAYS_BYTES <= text.length) {
    const end = at + 3 + text.charCodeAt(at + 1) * 256 + text.charCodeAt(at + 2);
    if (end + DAYS_BYTES > text.length) break;
    const name = NAMES[text.charCodeAt(at)];
    const value = readAscii(text.slice(at + 3, end));
    if (name !== undefined && value !== undefined) {
      const values = index.get(name);
      if (values === undefined) index.set(name, { names: [value], places: [end], table: undefined });
      else {
        values.names.push(value);
        values.places.push(end);
      }
    }
    at = end + DAYS_BYTES;
  }
  return { values: index, whole: at === text.length };
}
