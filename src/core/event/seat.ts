import type { RoleRef, StsEvent } from './event.ts';

/**
 * Who a deny of an issued session is for: the role and the session's name, whoever asked for it. Sessions of users are
 * the user's own. Undefined where nothing was issued, or the record does not say to whom. IAM tells roles' names apart
 * by no case; session names it does.
 */
export function seatOf(event: StsEvent): string | undefined {
  const { actor, grant, name, outcome, request, role, service } = event;
  if (service === 'watched' || outcome !== 'success' || grant?.accessKeyId === undefined) return undefined;
  const id = grant.assumedRoleId;
  if (role === undefined) {
    if (name !== 'GetSessionToken' && name !== 'GetFederationToken') return undefined;
    return actor.principalId === undefined ? undefined : `${actor.principalId}/${id ?? ''}`;
  }
  const session = id === undefined ? request.sessionName : id.slice(id.indexOf(':') + 1);
  return session === undefined ? undefined : seatName(role, session);
}

/** The same of a role and a session's name. */
export function seatName(role: Pick<RoleRef, 'accountId' | 'name'>, session: string): string {
  return `${role.accountId}/${role.name.toLowerCase()}/${session}`;
}
