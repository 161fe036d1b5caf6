import { fromAscii, toAscii } from '../core/ascii.ts';
import type { Sighting } from '../core/habit.ts';
import type { Recalled, Store } from '../core/ports.ts';
import { type IssuedSession, LONGEST_SESSION, SESSION_KEEP } from '../core/session.ts';
import { grouped } from './grouped.ts';
import { createHistoryCache } from './history-cache.ts';
import { packSightings, unpackHabits } from './packed-habits.ts';
import { packSession, unpackSession } from './packed-sessions.ts';
import { markCommands, marksFrom } from './redis-marks.ts';
import { bytesOf, type Command, type Reply, type Runner, textOf } from './redis-runner.ts';
import { CHILD, LEARN, SESSION } from './scripts.ts';

/** Keys of Redis besides marks: histories by owner, sessions by access key id, and what was issued with a key. */
export const KEYS = { history: 'rw:h:', session: 'rw:s:', issued: 'rw:c:' } as const;

/** A history is forgotten so long after its last change: a ring of days has nothing left to say then. */
export const HISTORY_TTL = 100 * 24 * 3_600_000;
/** Histories kept in the process, in bytes: about 60,000 owners. */
const CACHED = 64 * 1_024 * 1_024;

/** The store that many consumers share. One round trip to recall and one to learn, whatever the batch's size. */
export function createRedisStore(runner: Runner, close: () => Promise<void>): Store {
  const cache = createHistoryCache(CACHED);
  return {
    async recall(request) {
      const { cut, owners, sessions } = request;
      const histories = new Map(owners.map((owner) => [owner, cache.get(owner, cut)] as const));
      const missing = owners.filter((owner) => histories.get(owner) === undefined);
      const marks = markCommands(request);
      const replies = await runner.run([
        ...missing.map((owner) => ({ name: 'GET', key: historyKey(owner), raw: true })),
        ...[...marks.values()].map(({ command }) => command),
        ...sessions.map((key) => ({ name: 'GET', key: KEYS.session + toAscii(key) })),
      ]);
      missing.forEach((owner, at) => {
        const bytes = bytesOf(replies[at]);
        histories.set(owner, { bytes });
        cache.set(owner, cut, bytes);
      });
      const [from, to] = [missing.length, missing.length + marks.size];
      return {
        habits: habitsFrom(histories),
        ...marksFrom(marks, request, replies.slice(from, to)),
        sessions: sessionsFrom(sessions, replies.slice(to)),
      };
    },
    async learn({ sightings, sessions }) {
      const byOwner = grouped(sightings, ({ owner }) => owner);
      const owners = [...byOwner.keys()];
      const replies = await runner.run([
        ...owners.map((owner) => learnCommand(owner, byOwner.get(owner) ?? [])),
        ...sessions.flatMap(sessionCommands),
      ]);
      owners.forEach((owner, at) => {
        const reply = replies[at];
        if (reply !== undefined && 'value' in reply) cache.renew(owner, bytesOf(reply));
      });
      const refused = replies.flatMap((reply) => ('refused' in reply ? [reply.refused] : []));
      if (refused.length > 0)
        throw new Error(`${refused.length} of ${replies.length} writes refused: ${refused[0]}`);
    },
    async issuedWith(key) {
      const [reply] = await runner.run([{ name: 'SMEMBERS', key: KEYS.issued + toAscii(key) }]);
      const value = reply !== undefined && 'value' in reply ? reply.value : [];
      return Array.isArray(value) ? value.map((one) => fromAscii(String(one))).sort() : [];
    },
    close,
  };
}

/** Where an owner's history is kept. */
export function historyKey(owner: string): string {
  return KEYS.history + toAscii(owner);
}

/** The command that unites sightings of one owner with its history. */
export function learnCommand(owner: string, sightings: readonly Sighting[]): Command {
  return {
    script: LEARN,
    key: historyKey(owner),
    args: [packSightings(sightings), String(HISTORY_TTL)],
    raw: true,
  };
}

function habitsFrom(
  histories: ReadonlyMap<string, { readonly bytes: Buffer | undefined } | undefined>,
): Recalled['habits'] {
  return new Map(
    [...histories].flatMap(([owner, kept]) =>
      kept?.bytes === undefined ? [] : [[owner, unpackHabits(kept.bytes)] as const],
    ),
  );
}

function sessionsFrom(keys: readonly string[], replies: readonly Reply[]): Recalled['sessions'] {
  return new Map(
    keys.flatMap((key, at) => {
      const session = unpackSession(textOf(replies[at]) ?? '');
      return session === undefined ? [] : [[key, session] as const];
    }),
  );
}

function sessionCommands(session: IssuedSession): readonly Command[] {
  const { accessKeyId, parentKeyId, time, expiresAt } = session;
  const ttl = String(Math.max(0, (expiresAt ?? time + LONGEST_SESSION) - time) + SESSION_KEEP);
  const record = {
    script: SESSION,
    key: KEYS.session + toAscii(accessKeyId),
    args: [packSession(session), ttl],
  };
  if (!parentKeyId?.startsWith('ASIA')) return [record];
  return [
    record,
    { script: CHILD, key: KEYS.issued + toAscii(parentKeyId), args: [toAscii(accessKeyId), ttl] },
  ];
}
