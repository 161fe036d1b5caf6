import type { StsEvent } from '../event/event.ts';
import { holderOf, isTemporaryKey } from '../event/issued-to.ts';
import { sourceIdentityOf } from '../event/source-identity.ts';
import { callerName, issueName } from './issue-name.ts';
import { type Birth, type IssuedSession, LINEAGE_DEPTH, type Lineage, type Session } from './session.ts';

/** The session that an event issued, with the lineage behind it; undefined if it issued none. */
export function sessionOf(
  event: StsEvent,
  birth: Birth,
  lineage: Lineage,
  trusted = false,
): IssuedSession | undefined {
  const accessKeyId = event.grant?.accessKeyId;
  if (event.outcome !== 'success' || accessKeyId === undefined) return undefined;
  const { actor, origin, request, role } = event;
  const { key, kind, name } = actor;
  const { ancestors, partial } = ancestry(accessKeyId, lineage);
  return {
    accessKeyId,
    parentKeyId: actor.accessKeyId,
    actor: { key, kind, name },
    role,
    sessionName: request.sessionName,
    assumedRoleId: event.grant?.assumedRoleId,
    accountId: role?.accountId ?? event.recipientAccountId,
    time: event.time,
    expiresAt: event.grant?.expiresAt,
    country: origin.kind === 'ip' ? origin.place?.country : undefined,
    network: origin.kind === 'ip' ? (origin.network?.name ?? origin.network?.key) : undefined,
    networkKey: origin.kind === 'ip' ? origin.network?.key : undefined,
    networkKind: origin.kind === 'ip' ? origin.network?.kind : undefined,
    client: event.client.family,
    sourceIdentity: sourceIdentityOf(event),
    birth,
    trusted,
    heldBy: holderOf(event),
    ambiguous: false,
    ancestors,
    partial,
    parentName: callerName(actor),
  };
}

const NONE: readonly Session[] = [];

function ancestry(
  accessKeyId: string,
  { sessions, partial }: Lineage,
): Pick<IssuedSession, 'ancestors' | 'partial'> {
  if (sessions.length === 0) return { ancestors: NONE, partial };
  const flat = sessions.map((session): Session => ({ ...session }));
  if (flat.some((session) => session.accessKeyId === accessKeyId)) return { ancestors: [], partial: true };
  return { ancestors: flat.slice(1 - LINEAGE_DEPTH), partial: partial || flat.length >= LINEAGE_DEPTH };
}

/** The session that made the call, if its issue was seen: the last of the lineage. */
export function parentOf(event: StsEvent, { sessions }: Lineage): Session | undefined {
  const last = sessions.at(-1);
  if (last === undefined || last.accessKeyId === event.actor.accessKeyId) return last;
  const name = callerName(event.actor);
  return name !== undefined && name === issueName(last) ? last : undefined;
}

/** The key of the first actor; undefined where the chain is partial. The caller itself where there is no chain. */
export function rootOf(event: StsEvent, { sessions, partial }: Lineage): string | undefined {
  return partial ? undefined : (sessions[0]?.actor.key ?? event.actor.key);
}

/**
 * The chain of grants behind an access key, from the first actor on: what was known of it when the key was issued.
 * It stops, and says `partial`, where an issuing event was not seen, is ambiguous, would be its own ancestor, or lies
 * more than eight grants back.
 */
export function lineageOf(event: StsEvent, find: (name: string) => IssuedSession | undefined): Lineage {
  const key = event.actor.accessKeyId;
  if (!isTemporaryKey(key)) return { sessions: [], partial: false };
  const name = callerName(event.actor);
  const session = find(key) ?? (name === undefined ? undefined : find(name));
  if (session === undefined || session.ambiguous || session.time > event.time) {
    return { sessions: [], partial: true };
  }
  const { ancestors, partial, parentName: _parent, ...self } = session;
  return { sessions: [...ancestors, self], partial };
}
