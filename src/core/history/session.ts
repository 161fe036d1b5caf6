import type { ActorKind } from '../event/actor.ts';
import type { RoleRef } from '../event/event.ts';
import type { NetworkKind } from '../place/origin.ts';
import { asciiJson, byText, toAscii } from '../text/ascii.ts';
import { HOUR, type Millis } from '../time/days.ts';

/** How odd the issue of a session was: points by family, after caps. Sessions that it issues inherit them. */
export interface Birth {
  readonly reputation: number;
  readonly timing: number;
  readonly behaviour: number;
  /** Id of the finding about the issue; null below the medium level. */
  readonly finding: string | null;
}

/** One issued session: what the issuing event says of it. */
export interface Session {
  /** The access key id that was issued (`ASIA…`). */
  readonly accessKeyId: string;
  /** The access key that requested it; undefined for federation and services. */
  readonly parentKeyId: string | undefined;
  readonly actor: { readonly key: string; readonly kind: ActorKind; readonly name: string };
  readonly role: RoleRef | undefined;
  readonly sessionName: string | undefined;
  /** `AROA…:session name`: what a deny of this session names. Undefined for users' sessions and where the record lacks it. */
  readonly assumedRoleId: string | undefined;
  readonly accountId: string | undefined;
  readonly time: Millis;
  readonly expiresAt: Millis | undefined;
  readonly country: string | undefined;
  readonly network: string | undefined;
  /** The network as a habit (`Network.key`), and who runs it. */
  readonly networkKey: string | undefined;
  readonly networkKind: NetworkKind | undefined;
  readonly client: string;
  readonly sourceIdentity: string | undefined;
  readonly birth: Birth;
  /** The record came through a source whose events may lead to action: only then is it revoked with its parent. */
  readonly trusted: boolean;
  /** The AWS service that holds the credentials: ending them stops its workload. */
  readonly heldBy: string | undefined;
  /** Two records disagree about its role or name: nothing can be based on it. */
  readonly ambiguous: boolean;
}

/** A session with the grants behind it, as far as they were known when it was issued. */
export interface IssuedSession extends Session {
  /** From the first actor's session on, at most seven. */
  readonly ancestors: readonly Session[];
  /** There are grants behind it that are not among the ancestors. */
  readonly partial: boolean;
  /** The name (`callerName`) of the permission set's session that requested it: no issue records the key of such a session. */
  readonly parentName: string | undefined;
}

/** The chain of grants from the first actor on. `partial`: the event that issued one of them was not seen. */
export interface Lineage {
  readonly sessions: readonly Session[];
  readonly partial: boolean;
}

/** Ancestors are followed at most this far. */
export const LINEAGE_DEPTH = 8;

/** How long a session's record counts after the session has expired. */
export const SESSION_KEEP = 24 * HOUR;
/** Where no expiry is stated, a session counts as this long: STS issues none that is longer (GetSessionToken: 36 hours). */
export const LONGEST_SESSION = 36 * HOUR;

/** Of the sessions issued with one key this many are found again: who makes more is not revoked one by one. */
export const MOST_ISSUED = 512;

/**
 * Two records of one key agree, or the key is ambiguous for good. Of two that agree the earlier counts, then the one
 * that knows more ancestors, then the smaller text: the same whichever comes first. What came through a source that is
 * not trusted says nothing beside what came through one that is: anybody may have written it.
 */
export function mergeSessions(known: IssuedSession | undefined, next: IssuedSession): IssuedSession {
  if (known === undefined) return next;
  if (known.trusted !== next.trusted) return known.trusted ? known : next;
  const same = sessionIdentity(known) === sessionIdentity(next);
  const first = order(known, next) <= 0 ? known : next;
  return same && !known.ambiguous && !next.ambiguous ? first : { ...first, ambiguous: true };
}

/** What two records of one key must agree on. */
export function sessionIdentity({ role, sessionName }: Session): string {
  return `[${quoted(role?.arn)},${quoted(sessionName)}]`;
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'null' : `"${toAscii(text)}"`;
}

/**
 * The record as stores keep it, without what merging decides: an ASCII JSON array on one line. It holds what
 * `sessionRow` says, then the ancestors as such rows, whether grants are missing among them, and the parent's name.
 */
export function sessionText(session: IssuedSession): string {
  const { ancestors, parentName, partial } = session;
  const row = sessionRow(session, false);
  row.push(ancestors.map(ancestorRow), partial);
  if (parentName !== undefined) row.push(parentName);
  return asciiJson(row);
}

const ancestorRow = (session: Session) => sessionRow(session, session.ambiguous);

/** The order of a session's facts in its record; what is undefined is null there. */
function sessionRow(session: Session, ambiguous: boolean): unknown[] {
  const { actor, birth, role } = session;
  return [
    session.accessKeyId,
    session.parentKeyId,
    actor.key,
    actor.kind,
    actor.name,
    role?.arn,
    role?.accountId,
    role?.name,
    session.sessionName,
    session.assumedRoleId,
    session.accountId,
    session.time,
    session.expiresAt,
    session.country,
    session.network,
    session.networkKey,
    session.networkKind,
    session.client,
    session.sourceIdentity,
    birth.reputation,
    birth.timing,
    birth.behaviour,
    birth.finding,
    session.trusted,
    ambiguous,
    session.heldBy,
  ];
}

function order(a: IssuedSession, b: IssuedSession): number {
  const byWorth = a.time - b.time || b.ancestors.length - a.ancestors.length;
  return byWorth === 0 ? byText(sessionText(a), sessionText(b)) : byWorth;
}
