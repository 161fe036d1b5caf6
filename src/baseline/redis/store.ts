import { grouped } from '../../core/collections/grouped.ts';
import type { Habits, Sighting } from '../../core/history/habit.ts';
import { namesOf, parentsOf } from '../../core/history/issue-name.ts';
import { type IssuedSession, LONGEST_SESSION, SESSION_KEEP } from '../../core/history/session.ts';
import type { Recalled, Store } from '../../core/ports/ports.ts';
import { fromAscii, toAscii } from '../../core/text/ascii.ts';
import { PackedHabits } from '../packed/habits.ts';
import { packLesson } from '../packed/lessons.ts';
import { packSession, unpackSession } from '../packed/sessions.ts';
import { askEnded, endedFrom, keepEnded } from './ended.ts';
import { createHistoryCache } from './history-cache.ts';
import { LEARN } from './learn-script.ts';
import { markCommands, marksFrom } from './marks.ts';
import { bytesOf, textOf } from './replies.ts';
import type { Runner } from './runner.ts';
import { CHILD, SESSION } from './store-scripts.ts';
import type { KeyCommand, Reply } from './wire.ts';

/** Keys of Redis besides marks: histories by owner, sessions by access key id, and what was issued with a key. */
export const KEYS = { history: 'rw:h:', session: 'rw:s:', issued: 'rw:c:' } as const;

/** Histories kept in the process, in bytes: about 60,000 actors with their roles. */
const CACHED = 128 * 1_024 * 1_024;

/** The store that many consumers share. One round trip to recall and one to learn, whatever the batch's size. */
export function createRedisStore(runner: Runner, close: () => Promise<void>): Store {
  const cache = createHistoryCache(CACHED);
  return {
    async recall(request) {
      const { cut, ended = [], owners, sessions } = request;
      const habits = new Map<string, Habits>();
      const missing = owners.filter((owner) => {
        const kept = cache.get(owner, cut);
        if (kept?.habits !== undefined) habits.set(owner, kept.habits);
        return kept === undefined;
      });
      const marks = markCommands(request);
      const replies = await runner.run([
        ...missing.map((owner) => ({ name: 'GET', key: historyKey(owner), raw: true })),
        ...marks.map(({ command }) => command),
        ...sessions.map((key) => ({ name: 'GET', key: KEYS.session + toAscii(key) })),
        ...askEnded(ended),
      ]);
      missing.forEach((owner, at) => {
        const bytes = bytesOf(replies[at]);
        const read = bytes && new PackedHabits(bytes);
        cache.set(owner, cut, read);
        if (read !== undefined) habits.set(owner, read);
      });
      const marksAt = missing.length;
      const sessionsAt = marksAt + marks.length;
      const endedAt = sessionsAt + sessions.length;
      return {
        habits,
        ...marksFrom(marks, replies.slice(marksAt, sessionsAt)),
        sessions: sessionsFrom(sessions, replies.slice(sessionsAt, endedAt)),
        ended: endedFrom(ended, replies.slice(endedAt)),
      };
    },
    async learn({ sightings, sessions }) {
      const lessons = [...grouped(sightings, ({ owner }) => owner)].map(([owner, own]) =>
        lessonOf(owner, own, cache.last(owner)),
      );
      const replies = await runner.run([
        ...lessons.map(({ command }) => command),
        ...sessions.flatMap(recordsOf),
        ...sessions.flatMap(childOf),
      ]);
      lessons.forEach(({ owner, next }, at) => {
        const reply = replies[at];
        if (reply === undefined || 'refused' in reply) return;
        const bytes = bytesOf(reply);
        cache.renew(owner, bytes === undefined ? next : new PackedHabits(bytes));
      });
      taken(replies);
    },
    async keepEnded(entries, ms) {
      if (ms > 0) taken(await runner.run(keepEnded(entries, ms)));
    },
    async issuedWith(key) {
      const [reply] = await runner.run([{ name: 'SMEMBERS', key: KEYS.issued + toAscii(key) }]);
      if (reply !== undefined && 'refused' in reply) throw new Error(reply.refused);
      const value = reply?.value;
      return Array.isArray(value) ? value.map((one) => fromAscii(String(one))).sort() : [];
    },
    close,
  };
}

function taken(replies: readonly Reply[]): void {
  const refused = replies.flatMap((reply) => ('refused' in reply ? [reply.refused] : []));
  if (refused.length > 0) throw new Error(`${refused.length} writes were refused: ${refused[0]}`);
}

/** Where an owner's history is kept. */
export function historyKey(owner: string): string {
  return KEYS.history + toAscii(owner);
}

/** The command that unites sightings of one owner with its history, and what the history will be. */
export function lessonOf(
  owner: string,
  sightings: readonly Sighting[],
  read?: { readonly habits: PackedHabits | undefined },
): { readonly owner: string; readonly command: KeyCommand; readonly next: PackedHabits | undefined } {
  const { text, next } = packLesson(sightings, read);
  return {
    owner,
    next,
    command: { script: LEARN, key: historyKey(owner), args: [text, next?.bytes ?? ''], raw: true },
  };
}

function sessionsFrom(keys: readonly string[], replies: readonly Reply[]): Recalled['sessions'] {
  return new Map(
    keys.flatMap((key, at) => {
      const session = unpackSession(textOf(replies[at]) ?? '');
      return session === undefined ? [] : [[key, session] as const];
    }),
  );
}

function recordsOf(session: IssuedSession): readonly KeyCommand[] {
  const args = [packSession(session), ttlOf(session)];
  return namesOf(session).map((name) => ({ script: SESSION, key: KEYS.session + toAscii(name), args }));
}

function childOf(session: IssuedSession): readonly KeyCommand[] {
  const args = [toAscii(session.accessKeyId), ttlOf(session)];
  return parentsOf(session).map((name) => ({ script: CHILD, key: KEYS.issued + toAscii(name), args }));
}

/** Always a length from the write: only to free memory. */
function ttlOf({ time, expiresAt = time + LONGEST_SESSION }: IssuedSession): string {
  return String(Math.max(0, expiresAt - time) + SESSION_KEEP);
}
