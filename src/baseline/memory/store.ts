import type { Sighting } from '../../core/history/habit.ts';
import { namesOf, parentsOf } from '../../core/history/issue-name.ts';
import {
  type IssuedSession,
  LONGEST_SESSION,
  MOST_ISSUED,
  mergeSessions,
  SESSION_KEEP,
} from '../../core/history/session.ts';
import type { Lessons, Store } from '../../core/ports/ports.ts';
import { createMemoryEnded } from './ended.ts';
import { createMemoryHistories } from './histories.ts';
import { createMemoryMarks } from './marks.ts';

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

/** An empty store, which ends with the process. `entries` and `add` carry what was learned to and from elsewhere, such as a file. */
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

/** The session graph, kept in the process. */
interface MemorySessions {
  of(accessKeyIds: readonly string[]): ReadonlyMap<string, IssuedSession>;
  learn(issued: readonly IssuedSession[]): void;
  issuedWith(parent: string): readonly string[];
}

/** After so many sessions those that can no longer count are dropped. */
const SWEEP_EVERY = 10_000;

/** Keeps at most `most` names of sessions, the newest. */
export function createMemorySessions(most = Number.POSITIVE_INFINITY): MemorySessions {
  const all = new Map<string, IssuedSession>();
  const children = new Map<string, Set<string>>();
  let latest = 0;
  let sinceSweep = 0;
  const sweep = () => {
    for (const [key, session] of all) {
      const ends = session.expiresAt ?? session.time + LONGEST_SESSION;
      if (ends + SESSION_KEEP < latest) all.delete(key);
    }
    for (const [parent, issued] of children) {
      if (![...issued].some((key) => all.has(key))) children.delete(parent);
    }
    sinceSweep = 0;
  };
  const trim = () => {
    for (const [name, session] of all) {
      if (all.size <= most) return;
      all.delete(name);
      for (const parent of parentsOf(session)) {
        const issued = children.get(parent);
        issued?.delete(session.accessKeyId);
        if (issued?.size === 0) children.delete(parent);
      }
    }
  };
  return {
    of: (keys) => found(keys, all),
    learn(issued) {
      for (const session of issued) {
        for (const name of namesOf(session)) all.set(name, mergeSessions(all.get(name), session));
        latest = Math.max(latest, session.time);
        for (const parent of parentsOf(session)) {
          const known = children.get(parent) ?? new Set();
          if (known.size < MOST_ISSUED) children.set(parent, known.add(session.accessKeyId));
        }
      }
      trim();
      sinceSweep += issued.length;
      if (sinceSweep >= SWEEP_EVERY) sweep();
    },
    issuedWith: (key) => [...(children.get(key) ?? [])].sort(),
  };
}

function found<T>(keys: readonly string[], all: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const some = new Map<string, T>();
  for (const key of keys) {
    const known = all.get(key);
    if (known !== undefined) some.set(key, known);
  }
  return some;
}
