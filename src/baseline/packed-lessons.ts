import { mergeDays } from '../core/days.ts';
import type { Sighting } from '../core/habit.ts';
import { type Entry, type PackedHabits, packEntries, unpackHabits } from './packed-habits.ts';

/** What one owner's history is to learn, for the script that unites it. */
export interface Lesson {
  readonly bytes: Buffer;
  /** What the history will be, if it is still what was read; undefined if it was not read, or a dimension is full. */
  readonly next: Buffer | undefined;
}

const NOTHING = unpackHabits(Buffer.alloc(0));
const HEAD = 8;

/**
 * The length of two parts (4 bytes each), then the parts: the entries to unite with the history; and, where it was read,
 * what it was and what it is to be: the shorter way for the server.
 */
export function packLesson(
  sightings: readonly Sighting[],
  read?: { readonly habits: PackedHabits | undefined },
): Lesson {
  const entries = unite(sightings);
  const added = packEntries(entries);
  const known = read?.habits ?? NOTHING;
  const next = read && known.with(entries);
  const before = next === undefined ? NOTHING.bytes : known.bytes;
  const bytes = Buffer.allocUnsafe(HEAD + added.length + before.length + (next?.length ?? 0));
  bytes.writeUInt32BE(added.length, 0);
  bytes.writeUInt32BE(before.length, 4);
  added.copy(bytes, HEAD);
  before.copy(bytes, HEAD + added.length);
  next?.copy(bytes, HEAD + added.length + before.length);
  return { bytes, next };
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
