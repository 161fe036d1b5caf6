import type { RoleCredentials } from './role-credentials.ts';

/** Credentials are renewed this long before their end at most; of short sessions a quarter of their life. */
const EARLIEST = 300_000;

interface Entry {
  readonly roleArn: string;
  readonly credentials: RoleCredentials;
  readonly renewAt: number;
}

/** A bounded cache of credentials: what was used longest ago goes first. */
export interface CredentialCache {
  /** `fresh`: use it. `ageing`: renew it, it still works. Undefined: nothing that still works for a minute. */
  get(key: string): { readonly state: 'fresh' | 'ageing'; readonly credentials: RoleCredentials } | undefined;
  set(key: string, roleArn: string, credentials: RoleCredentials): void;
  /** Forgets a role's credentials and says how many there were. */
  purge(roleArn: string): number;
}

/** `random` spreads renewals, so that a fleet does not renew at once. */
export function createCredentialCache(
  now: () => number,
  random: () => number,
  most: number,
): CredentialCache {
  const entries = new Map<string, Entry>();
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
      entries.delete(key);
      entries.set(key, { roleArn, credentials, renewAt });
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break;
        entries.delete(oldest);
      }
    },
    purge(roleArn) {
      const keys = [...entries].filter(([, entry]) => entry.roleArn === roleArn).map(([key]) => key);
      for (const key of keys) entries.delete(key);
      return keys.length;
    },
  };
}
