import { NEAR } from '../../core/action/bystanders.ts';
import { type Intent, intentOfSession, type SessionIntent } from '../../core/action/intent.ts';
import { pieces } from '../../core/collections/pieces.ts';
import { seatName } from '../../core/event/seat.ts';
import { namesAround } from '../../core/history/issue-name.ts';
import { type IssuedSession, LINEAGE_DEPTH, MOST_ISSUED } from '../../core/history/session.ts';
import { ownerOfSeat } from '../../core/learning/mark-owner.ts';
import { NOTHING_ASKED, type Store } from '../../core/ports/ports.ts';

interface How {
  readonly digest: (text: string) => string;
  readonly now: number;
  /** Whether a descendant may be ended at all; one that may not does not count towards `MOST_ENDED`. */
  readonly wanted?: (one: Descendant) => boolean;
}

/**
 * Whose descendants are wanted. With the details of its issue, sessions made by a permission set's session are found.
 */
export type Parent = Pick<Intent, 'accessKeyId'> &
  Partial<Pick<IssuedSession, 'assumedRoleId' | 'role' | 'time'>>;

/** A session that was issued with a denied one. */
export interface Descendant {
  readonly intent: SessionIntent;
  /**
   * Somebody else's session of that role and name was issued within ten seconds of it: a deny may hit that one, too.
   */
  readonly bystander: boolean;
}

/** The sessions that were issued with a denied one and are still active. */
export interface Descendants {
  /** To be ended one by one. */
  readonly children: readonly Descendant[];
  /** Those beyond `MOST_ENDED`: all sessions of their roles would have to be ended. */
  readonly left: readonly SessionIntent[];
  /** There may be others: a key issued more than are kept, or there are more than are looked at. */
  readonly unseen: boolean;
}

/** Descendants of one session that are ended one by one. */
export const MOST_ENDED = 50;
/** Sessions, expired or not, that are looked at for one denied session. */
const MOST_SEEN = 5_000;
/** Sessions in one question to the store, and questions at the same time: the store refuses more. */
const AT_ONCE = { sessions: 500, questions: 16 } as const;

/**
 * Finds the active sessions that were issued with a denied one, with those, and so on. Counts only what trusted sources
 * delivered: a forged record must not make a victim's session a descendant.
 */
export async function descendantsOf(denied: Parent, store: Store, how: How): Promise<Descendants> {
  const { live, unseen } = await liveOf(denied, store, how);
  const { wanted = () => true } = how;
  const all = live.filter((intent) => wanted({ intent, bystander: false }));
  const children = await withBystanders(denied, { live, ended: all.slice(0, MOST_ENDED) }, store);
  return { children, left: all.slice(MOST_ENDED), unseen };
}

async function liveOf(
  denied: Parent,
  store: Store,
  how: How,
): Promise<{ readonly live: readonly SessionIntent[]; readonly unseen: boolean }> {
  const live = new Map<string, SessionIntent>();
  const seen = new Set<string>();
  let unseen = false;
  let keys = parentsAmong(denied);
  for (let depth = 0; depth < LINEAGE_DEPTH && keys.length > 0; depth++) {
    const issued = await inParts(keys, AT_ONCE.questions, (part) =>
      Promise.all(part.map((key) => store.issuedWith(key))),
    );
    const fresh = [...new Set(issued.flat())].filter((key) => !seen.has(key));
    keys = fresh.slice(0, MOST_SEEN - seen.size);
    unseen ||= keys.length < fresh.length || issued.some(({ length }) => length >= MOST_ISSUED);
    for (const key of keys) seen.add(key);
    const sessions = await inParts(keys, AT_ONCE.sessions, (part) => recalled(store, part));
    for (const session of sessions) {
      const child = liveChild(session, how);
      if (child !== undefined) live.set(session.accessKeyId, child);
    }
  }
  return { live: [...live.values()], unseen: unseen || keys.length > 0 };
}

/** Under what the store may have its children: its key, and names that its calls may share with its issue. */
function parentsAmong({ accessKeyId, assumedRoleId, role, time }: Parent): readonly string[] {
  const names = time === undefined ? [] : namesAround({ assumedRoleId, role, time });
  return accessKeyId === undefined ? names : [accessKeyId, ...names];
}

async function recalled(store: Store, keys: readonly string[]): Promise<readonly IssuedSession[]> {
  const { sessions } = await store.recall({ ...NOTHING_ASKED, sessions: keys });
  return [...sessions.values()];
}

async function inParts<T>(
  keys: readonly string[],
  most: number,
  ask: (part: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (const part of pieces(keys, most)) all.push(...(await ask(part)));
  return all;
}

/** Finds out which of them have bystanders. Another descendant does not count as one. */
async function withBystanders(
  parent: Pick<Intent, 'accessKeyId'>,
  { ended, live }: { readonly ended: readonly SessionIntent[]; readonly live: readonly SessionIntent[] },
  store: Store,
): Promise<readonly Descendant[]> {
  if (ended.length === 0) return [];
  const seats = ended.map(({ target, userid }) =>
    ownerOfSeat(seatName(target, userid.slice(userid.indexOf(':') + 1))),
  );
  const { marks } = await store.recall({ ...NOTHING_ASKED, markOwners: seats });
  const issued = new Set([parent, ...live].map(({ accessKeyId }) => accessKeyId));
  return ended.map((intent, at) => {
    const near = marks.get(seats[at] ?? '')?.get('seat') ?? [];
    const bystander = near.some(
      ({ time, value }) => !issued.has(value) && Math.abs(time - intent.issuedAt) <= NEAR,
    );
    return { intent, bystander };
  });
}

function liveChild(session: IssuedSession, how: How): SessionIntent | undefined {
  if (!session.trusted || session.ambiguous) return undefined;
  const child = intentOfSession(session, how.digest);
  return child !== undefined && (child.expiresAt ?? Number.POSITIVE_INFINITY) > how.now ? child : undefined;
}
