import { DIMENSIONS, type Sighting, type StoredDimension } from '../../core/history/habit.ts';
import { readAscii, toAscii } from '../../core/text/ascii.ts';
import { DAYS_BYTES, daysText } from './days.ts';

/*
 * A history as bytes: eight that are another at every write, then entries one after the other, in the order in which
 * their values were first seen. An entry is the dimension's code (1 byte), the value's length (2), the value in ASCII,
 * its last day (2) and a ring of 96 bits (12): bit n of the three words, lowest word first, is the day n days before the
 * last. Numbers are big-endian. An entry costs 17 bytes and its value; an owner at most (dimensions × 64) entries.
 */
/** The version at the front: by it a writer knows whether anybody has written since it read. */
export const VERSION_BYTES = 8;

/** The least that an entry takes. */
export const ENTRY_BYTES = 3 + DAYS_BYTES;

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

/** What is learned of one owner, its days united: a dimension and value comes once. */
export type HabitEntry = Omit<Sighting, 'owner'>;

/** Packs entries, one after the other: a character a byte. */
export function packEntries(entries: readonly HabitEntry[]): string {
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

/** Where the days lie of the entry that begins at a place; -1 where no whole entry does. The next one is behind them. */
export function daysAt(bytes: Buffer, entry: number): number {
  if (entry + ENTRY_BYTES > bytes.length) return -1;
  const at = entry + 3 + (bytes[entry + 1] ?? 0) * 256 + (bytes[entry + 2] ?? 0);
  return at + DAYS_BYTES > bytes.length ? -1 : at;
}

/** Where the entries of one dimension begin, or all. */
export function entriesIn(bytes: Buffer, code?: number): readonly number[] {
  const entries: number[] = [];
  let entry = VERSION_BYTES;
  for (let at = daysAt(bytes, entry); at >= 0; at = daysAt(bytes, entry)) {
    if (code === undefined || bytes[entry] === code) entries.push(entry);
    entry = at + DAYS_BYTES;
  }
  return entries;
}

/** Whether the bytes are a history to their end. */
export function isWhole(bytes: Buffer): boolean {
  let entry = VERSION_BYTES;
  for (let at = daysAt(bytes, entry); at >= 0; at = daysAt(bytes, entry)) entry = at + DAYS_BYTES;
  return entry === bytes.length;
}

/** The value of an entry whose days lie at a place; undefined if `toAscii` cannot have written it. */
export function valueAt(bytes: Buffer, entry: number, at: number): string | undefined {
  return readAscii(bytes.toString('latin1', entry + 3, at));
}

/** Where the days lie, if the entry that begins at a place has this value; -1 if not, or if it takes `searchDays` to tell. */
export function daysIf(bytes: Buffer, entry: number, code: number, value: string): number {
  if (bytes[entry] !== code) return -1;
  const at = daysAt(bytes, entry);
  if (at - entry - 3 !== value.length) return -1;
  for (let place = at - 1, from = entry + 3; place >= from; place--) {
    const unit = value.charCodeAt(place - from);
    if (bytes[place] !== unit || unit === BACKSLASH) return -1;
  }
  return at;
}

/** In a stored value it begins an escape. */
const BACKSLASH = 92;

/** Looks for a value, given in its ASCII form, entry by entry: where its days lie, or -1. */
export function searchDays(bytes: Buffer, code: number, ascii: string): number {
  let entry = VERSION_BYTES;
  for (let at = daysAt(bytes, entry); at >= 0; at = daysAt(bytes, entry)) {
    if (bytes[entry] === code && at - entry - 3 === ascii.length) {
      let place = at - 1;
      while (place > entry + 2 && bytes[place] === ascii.charCodeAt(place - entry - 3)) place--;
      if (place === entry + 2) return at;
    }
    entry = at + DAYS_BYTES;
  }
  return -1;
}
