import { remembering } from '../collections/remembering.ts';
import type { StsEvent } from '../event/event.ts';
import { isTemporaryKey } from '../event/issued-to.ts';
import { seatOf } from '../event/seat.ts';
import { callerName } from '../history/issue-name.ts';
import type { MarkHolder } from '../history/mark.ts';
import { AWS_NETWORK } from '../place/origin.ts';

const OF_SERVICE: readonly MarkHolder[] = ['seat'];
const OF_WATCHED: readonly MarkHolder[] = ['session', 'spot', 'fetcher'];
const OF_STS: readonly MarkHolder[] = ['actor', 'session', 'spot', 'fetcher', 'seat'];
const OF_SIGN_INS: readonly MarkHolder[] = ['actor', 'session', 'address'];

/** The holders into whose windows judging an event may look. */
export function holdersOf(event: StsEvent): readonly MarkHolder[] {
  if (event.actor.kind === 'service') return OF_SERVICE;
  if (event.service === 'watched') return OF_WATCHED;
  return event.service === 'sts' ? OF_STS : OF_SIGN_INS;
}

/** The owner of the marks that a holder has; undefined where the event has no such holder. */
export function markOwner(event: StsEvent, holder: MarkHolder): string | undefined {
  const { actor, origin } = event;
  if (holder === 'seat') {
    const seat = seatOf(event);
    return seat === undefined ? undefined : ownerOfSeat(seat);
  }
  if (holder === 'fetcher') return actor.fetched?.by;
  if (holder === 'actor') return actor.kind === 'service' ? undefined : actor.key;
  if (holder === 'spot') return spotOf(event);
  if (holder === 'address') return origin.kind === 'ip' ? `ip:${origin.ip}` : undefined;
  if (!isTemporaryKey(actor.accessKeyId)) return undefined;
  return consoleOf(event) ?? sessionOwner(actor.accessKeyId);
}

/**
 * The console makes a key for each of its calls, so a stolen cookie shows in none of them twice: a permission set's console
 * session is known by its name (ADR 0049). Not what comes from AWS: CloudShell calls with the same session.
 */
function consoleOf({ actor, fromConsole, origin }: StsEvent): string | undefined {
  if (!fromConsole || origin.kind !== 'ip' || origin.network?.key === AWS_NETWORK) return undefined;
  const name = callerName(actor);
  return name === undefined ? undefined : `console:${name}`;
}

/**
 * All pods, and all runs of a repository's pipelines, are one actor: the address tells them apart. What a pod does with its
 * role it may do with as many sessions as it likes.
 */
function spotOf({ actor, origin, service }: StsEvent): string | undefined {
  const hasNoKey = actor.kind === 'web-identity';
  const hasMany = service === 'watched' && actor.kind === 'role' && actor.workload === 'pod';
  return (hasNoKey || hasMany) && origin.kind === 'ip' ? `${actor.key}@${origin.ip}` : undefined;
}

/** A session asks, is asked for and marks: its name is made once. */
export const sessionOwner = remembering(10_000, (accessKeyId) => `key:${accessKeyId}`);

/** The owner of the marks of a role and a session name. */
export function ownerOfSeat(seat: string): string {
  return `seat:${seat}`;
}
