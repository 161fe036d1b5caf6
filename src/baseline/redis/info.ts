/** What a server says of itself, as far as it matters for acting; a text is empty where it does not say. */
export interface RedisInfo {
  readonly version: string;
  /** `master` or `slave`. */
  readonly role: string;
  /** A full server drops keys: it has a limit, and its policy is another than `noeviction`. */
  readonly evicts: boolean;
  /** The `maxmemory-policy`. */
  readonly policy: string;
  readonly appendOnly: boolean;
  /** It could not write its append-only file: it refuses every write until it can (MISCONF). */
  readonly aofFails: boolean;
  /** The part of `maxmemory` that is used, as the server counts it; 0 where there is no limit. */
  readonly used: number;
}

/** Reads the answer to INFO. */
export function readInfo(text: string): RedisInfo {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
  const policy = field('maxmemory_policy');
  const limit = Number(field('maxmemory'));
  const appendOnly = field('aof_enabled') === '1';
  // what replicas and the append-only file are still to be sent does not count
  const counted = Number(field('used_memory')) - Number(field('mem_not_counted_for_evict'));
  return {
    version: field('redis_version'),
    role: field('role'),
    policy,
    evicts: field('maxmemory') !== '0' && policy !== 'noeviction',
    appendOnly,
    aofFails: appendOnly && field('aof_last_write_status') === 'err',
    used: limit > 0 ? counted / limit : 0,
  };
}

/** What a cluster's masters say of themselves, as if they were one: of each the worst. */
export function worstOf(all: readonly RedisInfo[]): RedisInfo {
  return all.reduce((one, other) => ({
    version:
      Number.parseInt(other.version, 10) < Number.parseInt(one.version, 10) ? other.version : one.version,
    role: other.role === 'slave' ? other.role : one.role,
    policy: other.evicts ? other.policy : one.policy,
    evicts: one.evicts || other.evicts,
    appendOnly: one.appendOnly && other.appendOnly,
    aofFails: one.aofFails || other.aofFails,
    used: Math.max(one.used, other.used),
  }));
}

/** Why a server takes no writes; undefined if it takes them. */
export function whyNoWrites({ aofFails, evicts, role, used }: RedisInfo): string | undefined {
  if (role === 'slave') return 'it is a replica';
  if (aofFails) return 'it cannot write its append-only file';
  return !evicts && used >= 1 ? 'it is full' : undefined;
}
