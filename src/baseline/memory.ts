import type { Days } from '../core/days.ts';
import { type Habits, remember, type Sighting } from '../core/habit.ts';
import { MARK_CAP, MARK_KEEP, type Mark } from '../core/mark.ts';
import type { Lessons, Recalled, RecallRequest, Store } from '../core/ports.ts';
import {
  LINEAGE_DEPTH,
  LONGEST_SESSION,
  mergeSessions,
  SESSION_KEEP,
  type Session,
} from '../core/session.ts';

/** A store in the process: the reference that every other store must equal. */
export interface MemoryStore extends Store {
  /** Every learned value, sorted by owner, dimension and value: what `--baseline` writes. */
  entries(): readonly Sighting[];
  /** Union with what is known: reading the same file twice changes nothing. */
  add(entries: readonly Sighting[]): void;
}

const SWEEP_EVERY = 10_000;

export function createMemoryStore(): MemoryStore {
  const habits = new Map<string, Habits>();
  const marks = new Map<string, readonly Mark[]>();
  const sessions = new Map<string, Session>();
  let latest = 0;
  let sinceSweep = 0;

  const add = (entries: readonly Sighting[]) => {
    for (const entry of entries) {
      habits.set(entry.owner, remember(habits.get(entry.owner) ?? new Map(), entry));
    }
  };

  const recallMarks = (request: RecallRequest): Recalled['marks'] => {
    const added = new Map<string, Mark[]>();
    for (const mark of request.marks) {
      const at = `${mark.tag}:${mark.owner}`;
      const list = added.get(at) ?? [];
      list.push(mark);
      added.set(at, list);
    }
    const found = new Map<string, readonly Mark[]>();
    for (const [at, list] of added) {
      const all = union(marks.get(at) ?? [], list);
      const newest = all.at(-1)?.time ?? 0;
      found.set(at, all);
      marks.set(at, all.filter(({ time }) => time > newest - MARK_KEEP).slice(-MARK_CAP));
    }
    for (const { tag, owner } of request.markOwners) {
      const at = `${tag}:${owner}`;
      const known = marks.get(at);
      if (known !== undefined && !found.has(at)) found.set(at, known);
    }
    return found;
  };

  const sweep = () => {
    for (const [key, session] of sessions) {
      const ends = session.expiresAt ?? session.time + LONGEST_SESSION;
      if (ends + SESSION_KEEP < latest) sessions.delete(key);
    }
    for (const [at, list] of marks) {
      if ((list.at(-1)?.time ?? 0) + MARK_KEEP < latest) marks.delete(at);
    }
    sinceSweep = 0;
  };

  return {
    add,
    async recall(request) {
      const owners = request.owners.flatMap((owner) => {
        const known = habits.get(owner);
        return known === undefined ? [] : [[owner, known] as const];
      });
      return {
        habits: new Map(owners),
        marks: recallMarks(request),
        sessions: withAncestors(request.sessions, sessions),
      };
    },
    async learn({ sightings, sessions: issued }: Lessons) {
      add(sightings);
      for (const session of issued) {
        sessions.set(session.accessKeyId, mergeSessions(sessions.get(session.accessKeyId), session));
        latest = Math.max(latest, session.time);
      }
      sinceSweep += issued.length;
      if (sinceSweep >= SWEEP_EVERY) sweep();
    },
    entries: () => flatten(habits),
    async close() {},
  };
}

function flatten(habits: ReadonlyMap<string, Habits>): readonly Sighting[] {
  const entries: Sighting[] = [];
  for (const [owner, dimensions] of habits) {
    for (const [dimension, values] of dimensions) {
      for (const [value, days] of values)
        entries.push({ owner, dimension, value, days: [...days] satisfies Days });
    }
  }
  const at = ({ owner, dimension, value }: Sighting) => `${owner}\n${dimension}\n${value}`;
  return entries
    .map((entry) => ({ entry, key: at(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
}

function union(known: readonly Mark[], added: readonly Mark[]): readonly Mark[] {
  const distinct = new Map(
    [...known, ...added].map((mark) => [`${mark.time}|${mark.key}|${mark.value}`, mark]),
  );
  return [...distinct.values()].sort(
    (a, b) => a.time - b.time || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
}

function withAncestors(
  keys: readonly string[],
  all: ReadonlyMap<string, Session>,
): ReadonlyMap<string, Session> {
  const found = new Map<string, Session>();
  for (const first of keys) {
    let session = all.get(first);
    for (
      let depth = 0;
      session !== undefined && depth <= LINEAGE_DEPTH && !found.has(session.accessKeyId);
      depth++
    ) {
      found.set(session.accessKeyId, session);
      session = session.parentKeyId === undefined ? undefined : all.get(session.parentKeyId);
    }
  }
  return found;
}
