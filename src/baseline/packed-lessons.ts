import { mergeDays } from '../core/days.ts';
import type { Sighting } from '../core/habit.ts';
import { type Entry, type PackedHabits, packEntries, unpackHabits } from './packed-habits.ts';
import { VERSION_BYTES } from './packed-layout.ts';

/** What one owner's history is to learn, for the script that unites it. */
export interface Lesson {
  /** The version to write and the one that was read (zeros if nothing was), then the entries to unite. */
  readonly bytes: Buffer;
  /** What the history will be, if it is still what was read; undefined if it was not read, or a dimension is full. */
  readonly next: Buffer | undefined;
}

const NOTHING = unpackHabits(Buffer.alloc(VERSION_BYTES));

/** The bytes for the server, which writes `next` where it can and unites the entries where it cannot. */
export function packLesson(
  sightings: readonly Sighting[],
  read?: { readonly habits: PackedHabits | undefined },
): Lesson {
  const entries = unite(sightings);
  const known = read?.habits ?? NOTHING;
  const version = newVersion();
  const bytes = Buffer.concat([version, known.bytes.subarray(0, VERSION_BYTES), packEntries(entries)]);
  return { bytes, next: read && known.with(entries, version) };
}

/** Another at every write: only who read the last one may replace what is there. */
function newVersion(): Buffer {
  const version = Buffer.allocUnsafe(VERSION_BYTES);
  version.writeUInt32BE(Math.floor(Math.random() * 0x1_0000_0000), 0);
  version.writeUInt32BE(Math.floor(Math.random() * 0x1_0000_0000), 4);
  return version;
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
