import type { Sighting } from '../../core/history/habit.ts';
import { mergeDays } from '../../core/time/days.ts';
import { PackedHabits } from './habits.ts';
import { type Entry, packEntries, VERSION_BYTES } from './layout.ts';

/** What one owner's history is to learn, for the script that unites it. */
export interface Lesson {
  /** The version to write and the one that was read (zeros if nothing was), then the entries to unite: a character a byte. */
  readonly text: string;
  /** What the history will be, if it is still what was read; undefined if it was not read, or a dimension is full. */
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
  return { text: version + before + packEntries(entries), next: read && known.with(entries, version) };
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
function unite(sightings: readonly Sighting[]): readonly Entry[] {
  if (sightings.length <= FEW && allDiffer(sightings)) return sightings;
  const united = new Map<string, Entry>();
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
