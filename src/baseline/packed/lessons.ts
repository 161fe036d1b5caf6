import type { Sighting } from '../../core/history/habit.ts';
import { mergeDays } from '../../core/time/days.ts';
import { PackedHabits } from './habits.ts';
import { type HabitEntry, packEntries, VERSION_BYTES } from './layout.ts';

/** What one owner's history is to learn, for the script that unites it. */
export interface Lesson {
  /**
   * The version to write and the one that was read (zeros if nothing was), then what to unite, a character a byte: the
   * entries or, where `next` has them, their day (2) and for each where its days lie in `next` (3).
   */
  readonly text: string;
  /**
   * What the history will be, if it is still what was read; undefined if it was not read, if a dimension is full, or if
   * the entries are of several days.
   */
  readonly next: PackedHabits | undefined;
}

const NOTHING = new PackedHabits(Buffer.alloc(VERSION_BYTES));

/** What goes to the server, which writes `next` where it can and unites the entries where it cannot. */
export function packLesson(
  sightings: readonly Sighting[],
  read?: { readonly habits: PackedHabits | undefined },
): Lesson {
  const entries = unite(sightings);
  const known = read?.habits ?? NOTHING;
  const version = newVersion();
  const before = known.bytes.toString('latin1', 0, VERSION_BYTES).padEnd(VERSION_BYTES, '\0');
  const day = read && dayOf(entries);
  const next = day === undefined ? undefined : known.with(entries, day, version);
  if (day === undefined || next === undefined)
    return { text: version + before + packEntries(entries), next: undefined };
  return { text: version + before + placesText(day, next.places), next: next.habits };
}

/** The day that all entries are of; undefined if there are several. */
function dayOf(entries: readonly HabitEntry[]): number | undefined {
  const day = entries[0]?.days[0];
  return entries.every(({ days }) => days.length === 1 && days[0] === day) ? day : undefined;
}

function placesText(day: number, places: readonly number[]): string {
  let text = String.fromCharCode(day >> 8, day & 255);
  for (const at of places) text += String.fromCharCode(at >> 16, (at >> 8) & 255, at & 255);
  return text;
}

/** New at every write: only a writer that has read the last version may replace the history. */
function newVersion(): string {
  const [some, others] = [Math.random() * 0x1_0000_0000, Math.random() * 0x1_0000_0000].map(Math.floor);
  return text4(some) + text4(others);
}

function text4(word = 0): string {
  return String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

/** Up to so many are compared one by one: that is faster than a table. */
const FEW = 20;

/** Days of one value are united. */
function unite(sightings: readonly Sighting[]): readonly HabitEntry[] {
  if (sightings.length <= FEW && allDiffer(sightings)) return sightings;
  const united = new Map<string, HabitEntry>();
  for (const { dimension, value, days } of sightings) {
    const at = `${dimension}|${value}`;
    const known = united.get(at);
    united.set(at, { dimension, value, days: known === undefined ? days : mergeDays(known.days, days) });
  }
  return [...united.values()];
}

function allDiffer(sightings: readonly Sighting[]): boolean {
  return sightings.every(
    (one, at) =>
      sightings.findIndex((other) => other.dimension === one.dimension && other.value === one.value) === at,
  );
}
