import type { Actor } from '../core/actor.ts';
import {
  behindLast,
  type Fields,
  flagAt,
  get,
  isObject,
  objectAt,
  shared,
  sharedAt,
  textAt,
} from './fields.ts';
import { partitionOf } from './partition.ts';
import type { Parts } from './parts.ts';
import { isPipeline, issuerOf, subjectOf } from './subject.ts';
import { workloadOf } from './workload.ts';

const PORTAL = /^(?:sso|signin)\.amazonaws\.com$/;
const PERMISSION_SET = 'AWSReservedSSO_';

type Named = Pick<Actor, 'key' | 'kind' | 'name'> & Partial<Actor>;

/**
 * Reads `userIdentity`. The key is durable and holds nothing that the caller may choose: session names and
 * source identities are shown, never keys. Every type gives an actor; one that we do not know is `unknown`.
 */
export function actorOf(parts: Parts, separate = false): Actor {
  const { identity } = parts;
  const context = objectAt(identity, 'sessionContext');
  const type = textAt(identity, 'type') ?? 'Unknown';
  const named = portalUser(parts, type) ?? byType(parts, type, context);
  const { kind, name, sessionName, roleName, unnamedKey, workload } = named;
  const directory = separate && kind === 'person' ? `@${directoryOf(parts, type)}` : '';
  return {
    arn: sharedAt(identity, 'arn'),
    accountId: sharedAt(identity, 'accountId'),
    principalId: sharedAt(identity, 'principalId'),
    accessKeyId: textAt(identity, 'accessKeyId'),
    sessionName: sessionName && shared(sessionName),
    roleName: roleName && shared(roleName),
    sourceIdentity: sharedAt(context, 'sourceIdentity'),
    workload,
    mfa: flagAt(objectAt(context, 'attributes'), 'mfaAuthenticated'),
    federated: named.federated ?? isFederated(context),
    invokedBy: sharedAt(identity, 'invokedBy'),
    key: shared(named.key + directory),
    unnamedKey: unnamedKey && shared(unnamedKey + directory),
    kind,
    name: shared(name),
  };
}

/**
 * Identity Center's own events: until July 2025 with the user's name, under a type that says nothing; since then with
 * the user's id, and the name only where an identity provider has just vouched for it.
 */
function portalUser(parts: Parts, type: string): Named | undefined {
  const { record, identity } = parts;
  if (type === 'IdentityCenterUser') {
    const byId = person(textAt(objectAt(identity, 'onBehalfOf'), 'userId') ?? lastPart(identity));
    const name = vouchedName(parts);
    return { ...(name === undefined ? byId : { ...person(name), unnamedKey: byId.key }), federated: true };
  }
  if (type !== 'Unknown' || textAt(identity, 'type') === undefined) return undefined;
  const name = textAt(identity, 'userName');
  return name !== undefined && PORTAL.test(textAt(record, 'eventSource', 64) ?? '')
    ? { ...person(name), federated: true }
    : undefined;
}

/** A name that was typed at a challenge proves nothing: anybody can type it. */
function vouchedName({ additional, eventName, record }: Parts): string | undefined {
  const vouched =
    eventName === 'UserAuthentication' &&
    get(additional, 'CredentialType') === 'EXTERNAL_IDP' &&
    get(objectAt(record, 'serviceEventDetails'), eventName) === 'Success';
  return vouched ? textAt(additional, 'UserName') : undefined;
}

/** Which directory vouches for a person: Identity Center, or the SAML provider's name in its account. */
function directoryOf({ asked }: Parts, type: string): string {
  const provider = textAt(asked, 'principalArn');
  return type === 'SAMLUser' ? behindLast(provider ?? 'saml', '/') : 'identity-center';
}

function byType({ identity, record }: Parts, type: string, context: Fields): Named {
  const partition = partitionOf(textAt(record, 'awsRegion', 64));
  switch (type) {
    case 'Root':
      return root(textAt(identity, 'accountId'));
    case 'IAMUser':
      return user(textAt(identity, 'arn'), textAt(identity, 'userName'), identity, partition);
    case 'AssumedRole':
    case 'Role':
      return assumedRole(identity, context);
    case 'SAMLUser':
      return { ...person(textAt(identity, 'userName') ?? lastPart(identity)), federated: true };
    case 'WebIdentityUser':
      return webIdentity(identity);
    case 'FederatedUser':
      return federatedUser(identity, context, partition);
    case 'AWSAccount':
      return outsideAccount(identity);
    case 'AWSService': {
      const service = textAt(identity, 'invokedBy') ?? 'unknown';
      return { key: `service:${service}`, kind: 'service', name: service };
    }
    default: {
      const account = textAt(identity, 'accountId') ?? '';
      const name = textAt(identity, 'userName') ?? textAt(identity, 'principalId') ?? type;
      return { key: `unknown:${type}/${account}`, kind: 'unknown', name };
    }
  }
}

function root(account: string | undefined): Named {
  return {
    key: `root:${account ?? 'unknown'}`,
    kind: 'root',
    name: `root of ${account ?? 'an unknown account'}`,
  };
}

function user(
  arn: string | undefined,
  userName: string | undefined,
  identity: Fields,
  partition: string,
): Named {
  const name = userName ?? (arn === undefined ? lastPart(identity) : behindLast(arn, '/'));
  const account = textAt(identity, 'accountId');
  const named =
    userName !== undefined && account !== undefined ? userArn(partition, account, name) : undefined;
  const id = arn ?? named ?? textAt(identity, 'principalId') ?? userArn(partition, account, name);
  return { key: `user:${id}`, kind: 'user', name };
}

/** A refused sign-in may lack the ARN: the user is the same one all the same. Users with a path stay apart. */
function userArn(partition: string, account: string | undefined, name: string): string {
  return `arn:${partition}:iam::${account ?? ''}:user/${name}`;
}

function person(name: string): Named {
  return { key: `person:${name.toLowerCase()}`, kind: 'person', name };
}

function assumedRole(identity: Fields, context: Fields): Named {
  const issuer = objectAt(context, 'sessionIssuer');
  const [, inArn, sessionInArn] =
    /:(?:assumed-role|role)\/([^/]{1,64})(?:\/(.{1,64}))?$/.exec(textAt(identity, 'arn') ?? '') ?? [];
  const roleName = inArn ?? issuerName(issuer) ?? 'unknown';
  const sessionName = sessionInArn ?? textAt(identity, 'principalId')?.split(':')[1];
  if (roleName.startsWith(PERMISSION_SET) && sessionName !== undefined) {
    return { ...person(sessionName), sessionName, roleName, federated: true };
  }
  const account = textAt(identity, 'accountId') ?? textAt(issuer, 'accountId') ?? 'unknown';
  const workload = workloadOf(identity, context, sessionName);
  return {
    key: `role:${account}/${roleName}`,
    kind: 'role',
    name: roleName,
    sessionName,
    roleName,
    workload,
  };
}

function issuerName(issuer: Fields): string | undefined {
  const arn = textAt(issuer, 'arn');
  return textAt(issuer, 'userName') ?? (arn === undefined ? undefined : behindLast(arn, '/'));
}

function webIdentity(identity: Fields): Named {
  const issuer = issuerOf(textAt(identity, 'identityProvider'));
  const text =
    textAt(identity, 'userName') ??
    textAt(identity, 'principalId')?.split(':').slice(2).join(':') ??
    'unknown';
  const subject = subjectOf(issuer, text);
  const workload = subject.kind === 'kubernetes' ? 'pod' : isPipeline(subject) ? 'pipeline' : undefined;
  return {
    key: `web:${issuer ?? ''}|${subject.unit}`,
    kind: 'web-identity',
    name: subject.unit,
    workload,
    federated: true,
  };
}

/** A federation token acts for the user (or root) who asked for it. */
function federatedUser(identity: Fields, context: Fields, partition: string): Named {
  const issuer = objectAt(context, 'sessionIssuer');
  const sessionName = textAt(identity, 'arn')?.split('/').at(-1);
  const owner =
    textAt(issuer, 'type') === 'Root' || textAt(issuer, 'arn')?.endsWith(':root') === true
      ? root(textAt(issuer, 'accountId') ?? textAt(identity, 'accountId'))
      : user(
          textAt(issuer, 'arn') ?? textAt(identity, 'arn'),
          textAt(issuer, 'userName'),
          identity,
          partition,
        );
  return { ...owner, sessionName, federated: true };
}

/** The owner's copy of an outside call: a principal id and an account, nothing more. */
function outsideAccount(identity: Fields): Named {
  const [principal = '', sessionName] = (textAt(identity, 'principalId') ?? '').split(':');
  const account = textAt(identity, 'accountId') ?? 'unknown';
  return { key: `account:${account}/${principal}`, kind: 'account', name: `account ${account}`, sessionName };
}

function lastPart(identity: Fields): string {
  return (
    textAt(identity, 'principalId')?.split(':').at(-1) ||
    textAt(identity, 'arn')?.split('/').at(-1) ||
    'unknown'
  );
}

/** `{}` and absence both mean: not federated. */
function isFederated(context: Fields): boolean {
  const web = get(context, 'webIdFederationData');
  return isObject(web) && textAt(web, 'federatedProvider') !== undefined;
}
