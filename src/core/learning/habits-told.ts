import { isMadeByAws } from '../event/by-aws.ts';
import type { StsEvent, Subject } from '../event/event.ts';
import { keptOf, ownerOf, unitOf } from '../event/numbered.ts';
import { sourceIdentityOf } from '../event/source-identity.ts';
import { callValue, tacticsShown } from '../event/tactic.ts';
import { isInVpc } from '../facts/endpoint.ts';
import { countryOf } from '../facts/organisation.ts';
import { type Dimension, SEEN } from '../history/habit.ts';
import { hourValue } from '../history/hours.ts';
import { rootOf } from '../history/lineage.ts';
import type { Lineage } from '../history/session.ts';
import {
  callerValue,
  externalIdValue,
  nameStyle,
  refValue,
  roleMfaValue,
  roleValue,
  rootTask,
  samlIssuerValue,
  sessionHours,
} from '../history/values.ts';
import { AWS_NETWORK } from '../place/origin.ts';

/** Signs of a person at the Identity Center portal, or at the page where a command line’s sign-in is approved. */
export const PORTAL_CALLS: ReadonlySet<string> = new Set([
  'UserAuthentication',
  'CredentialVerification',
  'ListApplications',
  'AuthorizeOAuth2Access',
]);

/** What is said of an owner; nothing where the event lacks the value. */
export type Tell = (dimension: Dimension, value: string | undefined) => void;

/** What an event says of its actor. A client that an AWS service names for somebody is not theirs. */
export function tellActor(event: StsEvent, tell: Tell): void {
  const { actor, origin, request } = event;
  const machine =
    actor.kind === 'role' || actor.kind === 'user' || actor.kind === 'account' || actor.workload === 'pod';
  tell('seen', SEEN);
  tellPlace(event, tell);
  if (isInVpc(event)) {
    tell('network', AWS_NETWORK);
    tell('network-kind', 'cloud');
    tellClient(event, tell);
  }
  if (origin.kind === 'ip') {
    tell('network-kind', origin.network?.kind);
    if (machine) tell('address', origin.ip);
    tellClient(event, tell);
  }
  tell('region', event.region);
  tell('account', event.recipientAccountId);
  tell('role', takenValue(event));
  if (request.taskPolicy !== undefined) tell('role', rootTask(request.taskPolicy));
  if (event.grant !== undefined || event.name === 'GetSigninToken') tell('issues', event.eventName);
  tell('hour', hourValue(event.time));
  if (event.name === 'GetFederationToken') tell('policy', request.sessionPolicy);
  for (const audience of request.audiences) tell('audience', audience);
  tell('mfa', mfaOf(event));
  tell('role-mfa', roleMfaValue(event));
  tell('mfa-device', request.mfaSerial);
  tell('name-style', nameStyle(request.sessionName));
  if (namesSomebody(event)) tell('name-style', 'mail');
  if (PORTAL_CALLS.has(event.name)) tell('portal', event.name);
}

/** What a call of another service says of the role whose session made it. */
export function tellWork(event: StsEvent, tell: Tell): void {
  tell('tactic', SEEN);
  for (const tactic of tacticsShown(callValue(event))) tell('tactic', tactic);
}

/** Whether the call says by a source identity that it is made for somebody; one that the session has had since its issue says nothing. */
function namesSomebody({ actor, request }: StsEvent): boolean {
  const { sourceIdentity } = request;
  return sourceIdentity !== actor.sourceIdentity && nameStyle(sourceIdentity) === 'mail';
}

function tellClient({ client }: StsEvent, tell: Tell): void {
  if (client.text !== undefined) tell('client', client.family);
  if (client.os !== 'unknown') tell('os', client.os);
}

/** Federated sessions always say no: they say nothing. */
function mfaOf({ actor, request, signInMfa }: StsEvent): 'yes' | 'no' | undefined {
  if (actor.federated) return undefined;
  if (request.mfaSerial !== undefined) return 'yes';
  const said = signInMfa ?? actor.mfa;
  if (said === undefined) return undefined;
  return said ? 'yes' : 'no';
}

/** AssumeRoot has no role: the member account's root stands in. */
function takenValue({ role, request }: StsEvent): string | undefined {
  if (role !== undefined) return roleValue(role);
  return request.targetAccountId === undefined ? undefined : `root/${request.targetAccountId}`;
}

/** What an event says of the role that was taken. */
export function tellRole(event: StsEvent, lineage: Lineage, tell: Tell): void {
  const { actor, federation, request } = event;
  tell('seen', SEEN);
  tell('caller', callerValue(event));
  tell('caller-kind', actor.kind);
  tellPlace(event, tell);
  if (federation !== undefined) {
    const { parsed } = federation;
    tell('provider', federation.kind === 'saml' ? federation.providerArn : federation.issuer);
    tell('provider', samlIssuerValue(event));
    if (parsed !== undefined) tellSubject(parsed, tell);
  }
  tell('external-id', externalIdValue(event));
  tell('hours', sessionHours(event));
  tell('depth', String(lineage.sessions.length));
  tell('root', rootOf(event, lineage));
  tellTags(event, tell);
  if (actor.kind === 'service') return;
  if (!isMadeByAws(event)) tell('source-identity', sourceIdentityOf(event) ? 'set' : 'none');
  tell('policy', request.sessionPolicy);
}

function tellSubject(subject: Subject, tell: Tell): void {
  const owner = ownerOf(subject);
  for (const value of owner === undefined ? [] : keptOf(owner)) tell('owner', value);
  for (const value of keptOf(unitOf(subject))) tell('unit', value);
  tell('ref', subject.ref && refValue(subject.ref));
}

function tellTags({ request }: StsEvent, tell: Tell): void {
  const { tagKeys, transitiveTagKeys } = request;
  if (tagKeys.length + transitiveTagKeys.length === 0) return;
  const transitive = new Set(transitiveTagKeys);
  for (const key of new Set([...tagKeys, ...transitive])) tell('tag', transitive.has(key) ? `!${key}` : key);
}

function tellPlace(event: StsEvent, tell: Tell): void {
  const { origin } = event;
  if (origin.kind !== 'ip') return;
  tell('country', countryOf(event));
  tell(origin.network?.dimension ?? 'network', origin.network?.key);
}
