import { NEAR } from '../core/bystanders.ts';
import { type Intent, intentOfSession, type SessionIntent } from '../core/intent.ts';
import { markKey } from '../core/mark.ts';
import { ownerOfSeat } from '../core/marks-of.ts';
import type { Store } from '../core/ports.ts';
import { seatName } from '../core/seat.ts';
import type { IssuedSession } from '../core/session.ts';

interface How {
  readonly digest: (text: string) => string;
  readonly now: number;
}

/** A session that was issued with a denied one. */
export interface Descendant {
  readonly intent: SessionIntent;
  /** Somebody else's session of that role and name was issued within ten seconds: a deny may meet it, too. */
  readonly bystander: boolean;
}

/** A session that made more than this is not ended one by one: its role is what has to be cut. */
const MOST = 50;
const DEPTH = 8;

/**
 * The sessions that were issued with a denied one, and with those, that have not ended yet. Only what a trusted source
 * told: a forged record must not name a victim as somebody's child.
 */
export async function descendantsOf(
  denied: Pick<Intent, 'accessKeyId'>,
  store: Store,
  how: How,
): Promise<readonly Descendant[]> {
  const found = new Map<string, SessionIntent>();
  const seen = new Set<string>();
  let keys: readonly string[] = denied.accessKeyId === undefined ? [] : [denied.accessKeyId];
  for (let depth = 0; depth < DEPTH && keys.length > 0 && found.size < MOST; depth++) {
    const issued = (await Promise.all(keys.map((key) => store.issuedWith(key)))).flat();
    const fresh = [...new Set(issued)].filter((key) => !seen.has(key)).slice(0, MOST - found.size);
    for (const key of fresh) seen.add(key);
    const { sessions } = await store.recall({
      cut: 0,
      owners: [],
      marks: [],
      markOwners: [],
      sessions: fresh,
    });
    for (const session of sessions.values()) {
      const child = liveChild(session, how);
      if (child !== undefined) found.set(session.accessKeyId, child);
    }
    keys = fresh;
  }
  return withBystanders(denied, [...found.values()], store);
}

/** Asks who else sits where each of them does. Those that are to be ended themselves are none. */
async function withBystanders(
  parent: Pick<Intent, 'accessKeyId'>,
  found: readonly SessionIntent[],
  store: Store,
): Promise<readonly Descendant[]> {
  if (found.length === 0) return [];
  const seats = found.map(({ target, userid }) => {
    return {
      tag: 'seat' as const,
      owner: ownerOfSeat(seatName(target, userid.slice(userid.indexOf(':') + 1))),
    };
  });
  const { marks } = await store.recall({ cut: 0, owners: [], marks: [], markOwners: seats, sessions: [] });
  const ended = new Set([parent, ...found].map(({ accessKeyId }) => accessKeyId));
  return found.map((intent, at) => {
    const near = marks.get(markKey('seat', seats[at]?.owner ?? '')) ?? [];
    const bystander = near.some(
      ({ time, value }) => !ended.has(value) && Math.abs(time - intent.issuedAt) <= NEAR,
    );
    return { intent, bystander };
  });
}

function liveChild(session: IssuedSession, how: How): SessionIntent | undefined {
  if (!session.trusted || session.ambiguous) return undefined;
  const child = intentOfSession(session, how.digest);
  return child !== undefined && (child.expiresAt ?? Number.POSITIVE_INFINITY) > how.now ? child : undefined;
}
