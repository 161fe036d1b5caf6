import type { Sighting } from '../../core/history/habit.ts';
import type { Lessons, Store } from '../../core/ports/ports.ts';
import { createMemoryEnded } from './ended.ts';
import { createMemoryHistories } from './histories.ts';
import { createMemoryMarks } from './marks.ts';
import { createMemorySessions } from './sessions.ts';

/** A store in the process's memory: the reference that every other store must match. */
export interface MemoryStore extends Store {
  /** Every learned value, sorted by owner, dimension and value: what `--baseline` writes. */
  entries(): readonly Sighting[];
  /** Union with what is known: reading the same file twice changes nothing. */
  add(entries: readonly Sighting[]): void;
}

/** What a store in memory keeps at most. A replay is exact, so it sets no bounds. */
export interface MemoryBounds {
  /** The newest so many. */
  readonly sessions: number;
  readonly marks: number;
  /** Histories whose last day is not longer ago. */
  readonly days: number;
}

/**
 * An empty store, which ends with the process. `entries` and `add` carry what was learned to and from elsewhere, such
 * as a file.
 */
export function createMemoryStore(most?: MemoryBounds): MemoryStore {
  const histories = createMemoryHistories(most?.days);
  const marks = createMemoryMarks(most?.marks);
  const sessions = createMemorySessions(most?.sessions);
  const ended = createMemoryEnded();

  return {
    add: histories.add,
    async recall(request) {
      return {
        habits: histories.of(request.owners),
        marks: marks.recall(request),
        sessions: sessions.of(request.sessions),
        partial: false,
        ended: ended.of(request.ended ?? []),
      };
    },
    async learn({ sightings, sessions: issued }: Lessons) {
      histories.add(sightings);
      sessions.learn(issued);
    },
    issuedWith: async (key) => sessions.issuedWith(key),
    keepEnded: async (entries, ms) => ended.keep(entries, ms),
    entries: histories.entries,
    async close() {},
  };
}
