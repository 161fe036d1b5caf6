import { type Fullness, wouldGo } from '../../core/history/fullness.ts';
import { type HabitMap, type Habits, type StoredDimension, VALUE_CAP } from '../../core/history/habit.ts';
import { toAscii } from '../../core/text/ascii.ts';
import type { Days } from '../../core/time/days.ts';
import { addDay, DAYS_BYTES, hasDays, readDays } from './days.ts';
import { fullnessIn } from './fullness.ts';
import {
  CODES,
  daysAt,
  daysIf,
  ENTRY_BYTES,
  entriesIn,
  type HabitEntry,
  isWhole,
  NAMES,
  packEntries,
  searchDays,
  VERSION_BYTES,
  valueAt,
} from './layout.ts';

/** Bytes up to which a value is looked for from the first entry on: that is as fast as tables, and takes no memory. */
const SHORT = 2_048;

/** Where days lie, by code and value. */
type Tables = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** A history that is read where its packed bytes lie; damaged bytes are read as far as they are a history. */
export class PackedHabits implements Habits {
  readonly bytes: Buffer;
  /** The entry that is looked at first: events ask for the same values in the order in which they were first seen. */
  private next = VERSION_BYTES;
  /** Made for a long history, by the first question that needs them. */
  private tables: Tables | undefined;
  /** Of the dimensions that are full. */
  private full: Map<StoredDimension, Fullness> | undefined;

  constructor(bytes: Buffer, tables?: Tables) {
    this.bytes = bytes;
    this.tables = tables;
  }

  get(dimension: StoredDimension): ReadonlyMap<string, Days> | undefined {
    const { bytes } = this;
    let days: Map<string, Days> | undefined;
    for (const entry of entriesIn(bytes, CODES.get(dimension))) {
      const at = daysAt(bytes, entry);
      const value = valueAt(bytes, entry, at);
      if (value !== undefined) days = (days ?? new Map()).set(value, readDays(bytes, at));
    }
    return days;
  }

  settled(dimension: StoredDimension, value: string, days: Days): boolean {
    const at = this.find(dimension, value);
    if (at >= 0) return hasDays(this.bytes, at, days);
    if (this.bytes.length < VALUE_CAP * ENTRY_BYTES) return false;
    const full = this.full?.get(dimension) ?? this.fullnessOf(dimension);
    return full !== undefined && wouldGo(value, days, full);
  }

  /**
   * The history after learning what was seen on one day, and where it then has the days of each entry. Undefined if a
   * dimension would hold too many values, or the bytes are damaged: what to drop is decided in Redis alone.
   */
  with(
    entries: readonly HabitEntry[],
    day: number,
    version: string,
  ): { readonly habits: PackedHabits; readonly places: readonly number[] } | undefined {
    const { bytes } = this;
    if (!isWhole(bytes)) return undefined;
    const places = entries.map(({ dimension, value }) => this.find(dimension, value));
    const added = entries.filter((_, which) => places[which] === -1);
    if (added.length > 0 && overflows(bytes, added)) return undefined;
    const more = packEntries(added);
    const result = Buffer.allocUnsafe(bytes.length + more.length);
    bytes.copy(result);
    result.write(version, 0, 'latin1');
    result.write(more, bytes.length, 'latin1');
    let end = bytes.length;
    for (const [which, at] of places.entries()) {
      if (at >= 0) addDay(result, at, day);
      else {
        places[which] = daysAt(result, end);
        end = daysAt(result, end) + DAYS_BYTES;
      }
    }
    return { habits: new PackedHabits(result, added.length === 0 ? this.tables : undefined), places };
  }

  /** Where the days of a value lie; -1 if it is not there. */
  private find(dimension: StoredDimension, value: string): number {
    const { bytes } = this;
    const code = CODES.get(dimension) ?? -1;
    let at = daysIf(bytes, this.next, code, value);
    if (at < 0) {
      if (bytes.length <= SHORT) at = searchDays(bytes, code, toAscii(value));
      else {
        this.tables ??= tablesOf(bytes);
        at = this.tables.get(code)?.get(value) ?? -1;
      }
    }
    const next = at < 0 ? bytes.length : at + DAYS_BYTES;
    this.next = next < bytes.length ? next : VERSION_BYTES;
    return at;
  }

  private fullnessOf(dimension: StoredDimension): Fullness | undefined {
    const full = fullnessIn(this.bytes, CODES.get(dimension));
    if (full !== undefined) this.full = (this.full ?? new Map()).set(dimension, full);
    return full;
  }
}

function tablesOf(bytes: Buffer): Tables {
  const tables = new Map<number, Map<string, number>>();
  for (const entry of entriesIn(bytes)) {
    const [code = 0, at] = [bytes[entry], daysAt(bytes, entry)];
    const value = valueAt(bytes, entry, at);
    if (value === undefined) continue;
    const table = tables.get(code);
    if (table === undefined) tables.set(code, new Map([[value, at]]));
    else table.set(value, at);
  }
  return tables;
}

function overflows(bytes: Buffer, added: readonly HabitEntry[]): boolean {
  const counts = new Map<StoredDimension, number>();
  for (const { dimension } of added) {
    const count = (counts.get(dimension) ?? entriesIn(bytes, CODES.get(dimension)).length) + 1;
    if (count > VALUE_CAP) return true;
    counts.set(dimension, count);
  }
  return false;
}

/** The whole of packed bytes. Entries of a later version's dimensions are left out. */
export function unpackAll(bytes: Buffer): HabitMap {
  const habits = new PackedHabits(bytes);
  const codes = new Set(entriesIn(bytes).map((entry) => bytes[entry] ?? 0));
  return new Map(
    [...codes].flatMap((code) => {
      const name = NAMES[code];
      return name === undefined ? [] : [[name, habits.get(name) ?? new Map()] as const];
    }),
  );
}
