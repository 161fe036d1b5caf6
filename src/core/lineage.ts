import type { StsEvent } from './event.ts';
import { type Birth, LINEAGE_DEPTH, type Lineage, type Session } from './session.ts';

/** The session that an event issued, or undefined if it issued none. */
export function sessionOf(event: StsEvent, birth: Birth): Session | undefined {
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
    networkKey: origin.kind === 'ip' ? origin.network?.key : undefined,
    networkKind: origin.kind === 'ip' ? origin.network?.kind : undefined,
    client: event.client.family,
    sourceIdentity: request.sourceIdentity ?? actor.sourceIdentity,
    birth,
    ambiguous: false,
  };
}

/** The session that made the call, if its issue was seen: the last of the lineage. */
export function parentOf(event: StsEvent, { sessions }: Lineage): Session | undefined {
  const last = sessions.at(-1);
  return last?.accessKeyId === event.actor.accessKeyId ? last : undefined;
}

/** The key of the first actor; undefined where the chain is partial. The caller itself where there is no chain. */
export function rootOf(event: StsEvent, { sessions, partial }: Lineage): string | undefined {
  return partial ? undefined : (sessions[0]?.actor.key ?? event.actor.key);
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
