import type { StsEvent } from './event.ts';
import { LINEAGE_DEPTH, type Lineage, type Session } from './session.ts';

/** The session that an event issued, or undefined if it issued none. */
export function sessionOf(event: StsEvent): Session | undefined {
  const accessKeyId = event.grant?.accessKeyId;
  if (event.outcome !== 'success' || accessKeyId === undefined) return undefined;
  const { actor, origin, request, role } = event;
  const { key, kind, name } = actor;
  return {
    accessKeyId,
    parentKeyId: actor.accessKeyId,
    actor: { key, kind, name },
    role,
    sessionName: request.sessionName,
    accountId: role?.accountId ?? event.recipientAccountId,
    time: event.time,
    expiresAt: event.grant?.expiresAt,
    country: origin.kind === 'ip' ? origin.place?.country : undefined,
    network: origin.kind === 'ip' ? (origin.network?.name ?? origin.network?.key) : undefined,
    client: event.client.family,
    ambiguous: false,
  };
}

/**
 * The chain of grants behind an access key, from the first actor on. It stops, and says `partial`, where the
 * issuing event was not seen, is ambiguous, would be its own ancestor, or lies more than eight grants back.
 */
export function lineageOf(event: StsEvent, find: (accessKeyId: string) => Session | undefined): Lineage {
  const sessions: Session[] = [];
  const visited = new Set<string>();
  let key = event.actor.accessKeyId;
  while (key?.startsWith('ASIA')) {
    const session = sessions.length < LINEAGE_DEPTH && !visited.has(key) ? find(key) : undefined;
    if (session === undefined || session.ambiguous || session.time > event.time) {
      return { sessions: sessions.reverse(), partial: true };
    }
    visited.add(key);
    sessions.push(session);
    key = session.parentKeyId;
  }
  return { sessions: sessions.reverse(), partial: false };
}
