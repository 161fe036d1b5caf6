import { fromAscii, toAscii } from '../core/ascii.ts';
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

/** Calls with every entry: its code, where its value begins, and where its days do. */
export function eachEntry(bytes: Buffer, found: (code: number, from: number, end: number) => void): void {
  for (let at = VERSION_BYTES; at + 3 + DAYS_BYTES <= bytes.length; ) {
    const end = endOf(bytes, at);
    if (end + DAYS_BYTES > bytes.length) return;
    found(bytes[at] ?? 0, at + 3, end);
    at = end + DAYS_BYTES;
  }
}

/** The value between two places. */
export function textAt(bytes: Buffer, from: number, end: number): string {
  return fromAscii(bytes.toString('latin1', from, end));
}

/** Where the days of a value lie; undefined if it is not there. */
export type Finder = (dimension: StoredDimension, value: string) => number | undefined;

/** Shorter bytes are looked through; longer ones get a table on the first question. */
export const LONG = 2_048;

/** Finds values in packed bytes. Questions mostly come in the order of the entries: each begins where the last ended. */
export function createFinder(bytes: Buffer): Finder {
  let next = VERSION_BYTES;
  let table: ReadonlyMap<number, ReadonlyMap<string, number>> | undefined;
  return (dimension, value) => {
    const code = CODES.get(dimension) ?? 0;
    if (bytes.length >= LONG) {
      table ??= tableOf(bytes);
      return table.get(code)?.get(value);
    }
    const ascii = toAscii(value);
    const end =
      search(bytes, next, bytes.length, code, ascii) || search(bytes, VERSION_BYTES, next, code, ascii);
    if (end === 0) return undefined;
    next = end + DAYS_BYTES;
    return end;
  };
}

/** Where the days of a value lie, looked for from one entry to another; 0 if it is not there. */
function search(bytes: Buffer, from: number, to: number, code: number, ascii: string): number {
  for (let at = from; at < to && at + 3 + DAYS_BYTES <= bytes.length; ) {
    const end = endOf(bytes, at);
    if (end + DAYS_BYTES > bytes.length) return 0;
    if (bytes[at] === code && end - at - 3 === ascii.length && isAt(bytes, at + 3, ascii)) return end;
    at = end + DAYS_BYTES;
  }
  return 0;
}

/** Values of one kind begin alike and differ at their ends. */
function isAt(bytes: Buffer, from: number, ascii: string): boolean {
  for (let at = ascii.length - 1; at >= 0; at--) if (bytes[from + at] !== ascii.charCodeAt(at)) return false;
  return true;
}

function tableOf(bytes: Buffer): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const table = new Map<number, Map<string, number>>();
  eachEntry(bytes, (code, from, end) => {
    const values = table.get(code) ?? new Map<string, number>();
    table.set(code, values.set(textAt(bytes, from, end), end));
  });
  return table;
}

function endOf(bytes: Buffer, at: number): number {
  return at + 3 + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0);
}
