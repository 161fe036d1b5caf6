import { keepNewest } from '../../core/collections/newest.ts';
import type { RoleCredentials } from './credentials.ts';

/** Credentials are renewed at most this long (ms) before they expire; short sessions, in their last quarter. */
const EARLIEST = 300_000;

interface CachedCredentials {
  readonly roleArn: string;
  readonly credentials: RoleCredentials;
  readonly renewAt: number;
}

/** A bounded cache of credentials; the least recently used are dropped first. */
export interface CredentialCache {
  /** `fresh`: use them. `ageing`: they still work, but renew them. Undefined: none works for another minute. */
  get(key: string): { readonly state: 'fresh' | 'ageing'; readonly credentials: RoleCredentials } | undefined;
  set(key: string, roleArn: string, credentials: RoleCredentials): void;
  /** Forgets a role's credentials. Returns how many there were. */
  purge(roleArn: string): number;
}

/** `random` spreads renewals, so that many workers do not renew at the same moment. */
export function createCredentialCache(
  now: () => number,
  random: () => number,
  most: number,
): CredentialCache {
  const entries = new Map<string, CachedCredentials>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      const { credentials } = entry;
      if (credentials.expiresAt - now() < 60_000) return undefined;
      entries.set(key, entry);
      return { state: now() < entry.renewAt ? 'fresh' : 'ageing', credentials };
    },
    set(key, roleArn, credentials) {
      const window = Math.min(EARLIEST, (credentials.expiresAt - now()) / 4);
      const renewAt = credentials.expiresAt - window * (0.6 + 0.4 * random());
      keepNewest(entries, key, { roleArn, credentials, renewAt }, most);
    },
    purge(roleArn) {
      const keys = [...entries].filter(([, entry]) => entry.roleArn === roleArn).map(([key]) => key);
      for (const key of keys) entries.delete(key);
      return keys.length;
    },
  };
}
