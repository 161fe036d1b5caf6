import { remembering } from '../collections/remembering.ts';
import type { RoleRef, StsEvent } from '../event/event.ts';
import { isPermissionSet } from '../event/role-names.ts';
import { HOUR } from '../time/days.ts';

/** One role is asked for its value many times an event: kept as long as the reference is. */
const roleValues = new WeakMap<RoleRef, string>();

/** The value of a role as a habit: `<account>/<role name>`. */
export function roleValue(role: RoleRef): string {
  const known = roleValues.get(role);
  if (known !== undefined) return known;
  const value = `${role.accountId}/${role.name}`;
  roleValues.set(role, value);
  return value;
}

/** The account in such a value. */
export function accountOfRole(value: string): string {
  return value.slice(0, value.indexOf('/'));
}

/** The name in such a value. */
export function nameOfRole(value: string): string {
  return value.slice(value.indexOf('/') + 1);
}

/** What an actor may do as root of an account, as a habit beside the accounts (`root/<account>`): `root/task/<policy>`. */
export function rootTask(policy: string): string {
  return `root/task/${policy}`;
}

const owned = remembering(10_000, (value) => `r:${value}`);

/** The history owner of a role. */
export function roleOwner(role: RoleRef): string {
  return owned(roleValue(role));
}

/**
 * Who a role's history says called it: the unique id before the colon, which both copies of a cross-account call
 * carry; the actor's key where there is no such id (federation, services).
 */
export function callerValue({ actor }: StsEvent): string {
  return actor.principalId === undefined ? actor.key : (uniqueId(actor.principalId) ?? actor.key);
}

/** A principal id holds a session's name, too: kept are the newest. */
const uniqueId = remembering(5_000, (text) => /^A[A-Z]{3}[A-Z0-9]{8,}/.exec(text)?.[0]);

/** Names of branches, tags and environments as the large issuers write them: no other claim's value. */
const NAMED = /(?<=\brefs\/(?:heads|tags)\/|\benvironment:|\bref_type:(?:branch|tag):ref:)[^:]+/g;
const NUMBERED = /[0-9a-f]{7,}|\d+/gi;

/**
 * A pipeline's branch, tag or environment without the numbers and commit ids in its name. A release tag, a merge queue's
 * branch and the environment of a pull request have another in every run, and would be new for ever (ADR 0072).
 */
export function refValue(ref: string): string {
  return ref.replace(NAMED, (name) => name.replace(NUMBERED, (id) => (/\d/.test(id) ? '#' : id)));
}

/** Whether a caller of another account gave an external id, and which: `<account>|<hash>` or `|none`. */
export function externalIdValue({ actor, request, role }: StsEvent): string | undefined {
  if (role === undefined || actor.accountId === undefined || actor.accountId === role.accountId)
    return undefined;
  return `${actor.accountId}|${request.externalIdHash ?? 'none'}`;
}

/** The account of such a value. */
export function externalIdAccount(value: string): string {
  return value.slice(0, value.indexOf('|'));
}

/** The session's length in hours, rounded up; undefined where neither the request nor the grant says. */
export function sessionHours({ grant, request, time }: StsEvent): string | undefined {
  const asked = request.durationSeconds === undefined ? undefined : request.durationSeconds * 1_000;
  const length = asked ?? (grant?.expiresAt === undefined ? undefined : grant.expiresAt - time);
  return length === undefined || length <= 0 ? undefined : String(Math.ceil(length / HOUR));
}

/**
 * Whether an IAM user's request for a session was guarded by MFA: `<account>/<role>|yes`, `|no`, or
 * `GetSessionToken|…`. Undefined for everybody else: federated sessions always say no, machines cannot.
 */
export function roleMfaValue({ actor, name, request, role }: StsEvent): string | undefined {
  if (actor.kind !== 'user' || actor.federated) return undefined;
  const given = request.mfaSerial !== undefined || actor.mfa === true ? 'yes' : 'no';
  if (name === 'GetSessionToken') return `${name}|${given}`;
  return name === 'AssumeRole' && role !== undefined ? `${roleValue(role)}|${given}` : undefined;
}

/** `mail` where a session name is an e-mail address: what brokers call sessions, and other machines do not. */
export function nameStyle(sessionName: string | undefined): 'mail' | 'plain' | undefined {
  if (sessionName === undefined) return undefined;
  return sessionName.includes('@') ? 'mail' : 'plain';
}

/**
 * Who signed the assertions of a SAML provider, beside the provider: its metadata can be replaced under its name. Of
 * permission sets nobody asks: their providers are AWS's own.
 */
export function samlIssuerValue({ federation, role }: StsEvent): string | undefined {
  if (federation?.kind !== 'saml' || role === undefined || isPermissionSet(role.arn)) return undefined;
  const { issuer, providerArn } = federation;
  return issuer === undefined || providerArn === undefined ? undefined : `${providerArn}|${issuer}`;
}
