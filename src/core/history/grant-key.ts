import type { StsEvent } from '../event/event.ts';

/** Which session took a role, and from which address; empty where the record does not say. */
export interface Taker {
  readonly session: string;
  readonly address: string;
}

/**
 * The key of an `issue` mark: the event's id, and behind it who took the role, and where, `|<access key id>|<address>`. It is not
 * part of the value, since marks of one value must not push out others (ADR 0024, ADR 0065, ADR 0074).
 */
export function grantKey({ actor, id, origin }: StsEvent): string {
  return `${id}|${actor.accessKeyId ?? ''}|${origin.kind === 'ip' ? origin.ip : ''}`;
}

/** Who took the role, by the key of its mark. Both are empty in marks of before there was such an end. */
export function takerOf(key: string): Taker {
  const second = key.lastIndexOf('|');
  const first = second < 1 ? -1 : key.lastIndexOf('|', second - 1);
  if (first < 0) return { session: '', address: '' };
  return { session: key.slice(first + 1, second), address: key.slice(second + 1) };
}
