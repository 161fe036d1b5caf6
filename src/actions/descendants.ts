import { type Intent, intentOfSession, type SessionIntent } from '../core/intent.ts';
import type { Store } from '../core/ports.ts';
import type { IssuedSession } from '../core/session.ts';

interface How {
  readonly digest: (text: string) => string;
  readonly now: number;
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
): Promise<readonly SessionIntent[]> {
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
  return [...found.values()];
}

function liveChild(session: IssuedSession, how: How): SessionIntent | undefined {
  if (!session.trusted || session.ambiguous) return undefined;
  const child = intentOfSession(session, how.digest);
  return child !== undefined && (child.expiresAt ?? Number.POSITIVE_INFINITY) > how.now ? child : undefined;
}
