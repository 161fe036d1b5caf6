import { serviceBehind } from './by-aws.ts';
import type { StsEvent } from './event.ts';
import { takesForPeople } from './for-people.ts';
import { type Target, targetOf } from './target.ts';

/** A role's unique id and the session's name: the `aws:userid` of its calls. */
export const SESSION_ID = /^(AROA[A-Z0-9]{16,28}):([\w+=,.@-]{2,64})$/;
const FEDERATED_ID = /^(\d{12}):([\w+=,.@-]{2,32})$/;
const USER_ID = /^AIDA[A-Z0-9]{16,28}$/;
/** The whole access key id of temporary credentials: only such a text may go into a policy or a command. */
export const ISSUED_KEY = /^ASIA[A-Z0-9]{12,28}$/;
/** The access key id of a long-term key: a user's, or root's. */
export const LONG_TERM_KEY = /^AKIA[A-Z0-9]{12,28}$/;

/** Whether an access key id is of temporary credentials: IAM begins those with `ASIA`, and long-term ones with `AKIA`. */
export function isTemporaryKey(accessKeyId: string | undefined): accessKeyId is `ASIA${string}` {
  return accessKeyId?.startsWith('ASIA') === true;
}

/** Whom an event issued credentials to, as a policy can name them. */
export interface IssuedTo {
  readonly target: Target;
  readonly userid: string;
  readonly accessKeyId: string;
}

/** Undefined where a value is not what AWS writes: no policy is built from it. */
export function issuedTo(event: StsEvent): IssuedTo | undefined {
  const accessKeyId = event.grant?.accessKeyId;
  if (accessKeyId === undefined || !ISSUED_KEY.test(accessKeyId)) return undefined;
  const found =
    event.name === 'GetSessionToken' || event.name === 'GetFederationToken'
      ? userSession(event)
      : roleSession(event);
  return found === undefined ? undefined : { ...found, accessKeyId };
}

function roleSession({ grant, request, role }: StsEvent): Omit<IssuedTo, 'accessKeyId'> | undefined {
  const [userid, roleId, name] = SESSION_ID.exec(grant?.assumedRoleId ?? '') ?? [];
  const target = targetOf(role?.arn, roleId);
  const agrees = request.sessionName === undefined || request.sessionName === name;
  if (userid === undefined || target?.kind !== 'role' || !agrees) return undefined;
  return target.name === role?.name ? { target, userid } : undefined;
}

function userSession({ actor, grant, name }: StsEvent): Omit<IssuedTo, 'accessKeyId'> | undefined {
  const { arn, principalId = '' } = actor;
  const target = USER_ID.test(principalId) ? targetOf(arn, principalId) : undefined;
  if (target?.kind !== 'user') return undefined;
  if (name === 'GetSessionToken') return { target, userid: principalId };
  const [userid, accountId = ''] = FEDERATED_ID.exec(grant?.assumedRoleId ?? '') ?? [];
  return userid !== undefined && accountId === target.accountId ? { target, userid } : undefined;
}

/** The service principal that called for itself or for somebody: it, not a person, holds the credentials. */
export function holderOf(event: StsEvent): string | undefined {
  const service = serviceBehind(event);
  return service !== undefined && takesForPeople(service) ? undefined : service;
}
