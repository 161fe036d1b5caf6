import { type Intent, intentOfSession, type SessionIntent } from '../core/intent.ts';
import type { Store } from '../core/ports.ts';

/** A session that made more than this is not ended one by one: its role is what has to be cut. */
const MOST = 50;
const DEPTH = 8;

/** The sessions that were issued with a denied one, and with those, that have not ended yet. */
export async function descendantsOf(
  intent: Intent,
  store: Store,
  how: { readonly digest: (text: string) => string; readonly now: number },
): Promise<readonly SessionIntent[]> {
  const found = new Map<string, SessionIntent>();
  const seen = new Set<string>();
  let keys: readonly string[] = intent.accessKeyId === undefined ? [] : [intent.accessKeyId];
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
      const child = session.ambiguous ? undefined : intentOfSession(session, how.digest);
      const live = child !== undefined && (child.expiresAt ?? Number.POSITIVE_INFINITY) > how.now;
      if (live) found.set(session.accessKeyId, child);
    }
    keys = fresh;
  }
  return [...found.values()];
}
