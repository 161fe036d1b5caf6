import { picked } from '../../core/collections/picked.ts';
import { namesOf, parentsOf } from '../../core/history/issue-name.ts';
import {
  type IssuedSession,
  LONGEST_SESSION,
  MOST_ISSUED,
  mergeSessions,
  SESSION_KEEP,
} from '../../core/history/session.ts';

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
  /** Access key ids by what requested them. */
  const children = new Map<string, Set<string>>();
  let latest = 0;
  let sinceSweep = 0;
  const add = (session: IssuedSession) => {
    for (const name of namesOf(session)) all.set(name, mergeSessions(all.get(name), session));
    latest = Math.max(latest, session.time);
    for (const parent of parentsOf(session)) {
      const known = children.get(parent) ?? new Set();
      if (known.size < MOST_ISSUED) children.set(parent, known.add(session.accessKeyId));
    }
  };
  const disown = (session: IssuedSession) => {
    for (const parent of parentsOf(session)) {
      const issued = children.get(parent);
      issued?.delete(session.accessKeyId);
      if (issued?.size === 0) children.delete(parent);
    }
  };
  const trim = () => {
    for (const [name, session] of all) {
      if (all.size <= most) return;
      all.delete(name);
      disown(session);
    }
  };
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
  return {
    of: (keys) => picked(all, keys),
    learn(issued) {
      for (const session of issued) add(session);
      trim();
      sinceSweep += issued.length;
      if (sinceSweep >= SWEEP_EVERY) sweep();
    },
    issuedWith: (key) => [...(children.get(key) ?? [])].sort(),
  };
}
