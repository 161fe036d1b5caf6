import type { Actor } from '../event/actor.ts';
import { isTemporaryKey, SESSION_ID } from '../event/issued-to.ts';
import { isPermissionSet } from '../event/role-names.ts';
import type { IssuedSession, Session } from './session.ts';

type Issued = Pick<Session, 'assumedRoleId' | 'role' | 'time'>;

/**
 * The calling session by what its issue says of it, too: `AROA…:session name@second`. Identity Center hands out another
 * key than the issue records, so only sessions of permission sets have such a name (ADR 0049).
 */
export function callerName({ fetched, principalId }: Actor): string | undefined {
  return fetched === undefined ? undefined : named(principalId, fetched.at);
}

/** The same of a session whose issue was seen; undefined for every other session: its key leads to it. */
export function issueName({ assumedRoleId, role, time }: Issued): string | undefined {
  return role !== undefined && isPermissionSet(role.arn) ? named(assumedRoleId, time) : undefined;
}

/** What a session is kept under: its key, and the name that its calls share with it. */
export function namesOf(session: Pick<Session, 'accessKeyId'> & Issued): readonly string[] {
  const name = issueName(session);
  return name === undefined ? [session.accessKeyId] : [session.accessKeyId, name];
}

/** Under what a session is found from the one that asked for it: that one's key, and its name. */
export function parentsOf({ parentKeyId, parentName }: IssuedSession): readonly string[] {
  const key = isTemporaryKey(parentKeyId) ? [parentKeyId] : [];
  return parentName === undefined ? key : [...key, parentName];
}

/** AWS writes both times to the second: they may lie on its two sides. */
const APART = [0, -1_000, 1_000];

/** Names under which the session's calls may be known beside its key. */
export function namesAround(session: Issued): readonly string[] {
  return APART.flatMap((more) => issueName({ ...session, time: session.time + more }) ?? []);
}

function named(id: string | undefined, time: number): string | undefined {
  const [name] = SESSION_ID.exec(id ?? '') ?? [];
  return name === undefined ? undefined : `${name}@${Math.floor(time / 1_000)}`;
}
