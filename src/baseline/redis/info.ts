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
  /** The part of `maxmemory` that is used; 0 where there is no limit. */
  readonly used: number;
}

/** Reads the answer to INFO. */
export function readInfo(text: string): RedisInfo {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
  const policy = field('maxmemory_policy');
  const limit = Number(field('maxmemory'));
  return {
    version: field('redis_version'),
    role: field('role'),
    policy,
    evicts: field('maxmemory') !== '0' && policy !== 'noeviction',
    appendOnly: field('aof_enabled') === '1',
    used: limit > 0 ? Number(field('used_memory')) / limit : 0,
  };
}

/** Why a server takes no writes; undefined if it takes them. */
export function takesNothing({ evicts, role, used }: RedisInfo): string | undefined {
  if (role === 'slave') return 'it is a replica';
  return !evicts && used >= 1 ? 'it is full' : undefined;
}
