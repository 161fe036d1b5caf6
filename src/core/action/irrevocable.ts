import type { StsEvent } from '../event/event.ts';
import { partitionOf } from '../event/partition.ts';
import { targetOf } from '../event/target.ts';
import { endCommand } from './end-command.ts';
import { holderSteps } from './held-by.ts';
import { type Irrevocable, ownedByAws, withWhatItTook } from './owned-by-aws.ts';
import { rootSteps } from './root-steps.ts';
import { callerSteps } from './used.ts';

/** Calls whose success issues credentials that a policy can deny. */
const ISSUING: ReadonlySet<string> = new Set([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetSessionToken',
  'GetFederationToken',
]);

/** What makes an event's session impossible to revoke, whatever the configuration. Undefined: it may be tried. */
export function irrevocable(event: StsEvent): Irrevocable | undefined {
  const { actor, grant, name, outcome, role, service } = event;
  if (service !== 'sts' || outcome !== 'success' || grant === undefined) return nothingIssued(event);
  if (name === 'AssumeRoot' || actor.kind === 'root') return rootSession(event);
  if (name === 'GetScopedCredentials') return scoped(event);
  if (!ISSUING.has(name)) return issuedToSomebody(event);
  const owned = role === undefined ? undefined : ownedByAws(role.arn, role.name);
  if (owned !== undefined) return withWhatItTook(owned, grant.accessKeyId);
  const needsId = name !== 'GetSessionToken' && grant.assumedRoleId === undefined;
  return needsId || grant.accessKeyId === undefined ? noSessionId(event) : undefined;
}

function rootSession({ actor, name, recipientAccountId, region, request }: StsEvent): Irrevocable {
  const account = request.targetAccountId ?? recipientAccountId ?? 'the account';
  const partition = actor.arn?.split(':')[1] ?? partitionOf(region);
  const assumed = name === 'AssumeRoot';
  return {
    reason: 'root',
    summary: assumed
      ? `a root session of ${account} (AssumeRoot): no policy in the account denies it; it ends within 15 minutes`
      : `a session of the root user of ${account}: the root user’s permissions cannot be changed`,
    whatToDo: rootSteps(account, partition, assumed),
  };
}

/** AWS keeps the caller's session id for them: there is no session of their own that a policy could name. */
function scoped(event: StsEvent): Irrevocable {
  const key = event.grant?.accessKeyId ?? 'an unstated key';
  return {
    reason: 'scoped',
    summary: `GetScopedCredentials issued ${key} within the caller's own session: it can only be ended together with that session`,
    whatToDo: [
      ...callerSteps(event),
      'Check afterwards whether the scoped key still works: AWS does not document whether it counts as issued with the session or later. Ending every session issued up to now (--role) covers both.',
    ],
  };
}

/** A call that issues credentials, but of which AWS does not document to whom: GetDelegatedAccessToken, and what is to come. */
function issuedToSomebody(event: StsEvent): Irrevocable {
  const key = event.grant?.accessKeyId ?? 'an unstated key';
  return {
    reason: 'no-session-id',
    summary: `${event.eventName} issued ${key}, and the event does not say which role's or user's session that is`,
    whatToDo: [
      `Look up in CloudTrail what ${key} called: userIdentity says whose session it is. End all sessions of that role or user issued up to now.`,
      ...callerSteps(event),
    ],
  };
}

function nothingIssued(event: StsEvent): Irrevocable {
  if (event.name === 'GetWebIdentityToken' && event.outcome === 'success') return outboundToken(event);
  return {
    reason: 'nothing-issued',
    summary: `${event.eventName} (${event.outcome}) issued no credentials: there is no session to revoke`,
    whatToDo: ['Nothing was issued. Look at the caller: its own session or key may have to be ended.'],
  };
}

function outboundToken(event: StsEvent): Irrevocable {
  return {
    reason: 'nothing-issued',
    summary:
      'GetWebIdentityToken issued a token for outside services, and no session in AWS: AWS cannot take it back',
    whatToDo: [
      'Block the token’s subject (the caller’s role or user) at the service that it is for. It lives up to an hour.',
      ...callerSteps(event),
    ],
  };
}

function noSessionId({ actor, grant, role }: StsEvent): Irrevocable {
  const lacks = grant?.accessKeyId === undefined ? 'access key id' : 'session id (assumedRoleId)';
  const service = actor.kind === 'service' ? (actor.invokedBy ?? actor.name) : undefined;
  // a federation token is a session of the user who asked for it
  const target = targetOf(role?.arn ?? actor.arn);
  return {
    reason: 'no-session-id',
    summary: `the event has no ${lacks}: this session cannot be told apart from the others`,
    whatToDo: [
      target === undefined
        ? 'You can end all sessions of the role or user issued up to now.'
        : `You can end all sessions of ${target.kind} ${target.name} issued up to now: ${endCommand(target, undefined)} (add --dry-run to preview).`,
      ...(service === undefined ? [] : holderSteps(service)),
    ],
  };
}
