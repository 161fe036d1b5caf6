import type { Actor } from '../../core/event/actor.ts';
import { partitionOf } from '../../core/event/partition.ts';
import { isServiceLinked } from '../../core/event/role-names.ts';
import {
  ARN_CAP,
  behindSlash,
  type Fields,
  flagAt,
  get,
  isObject,
  objectAt,
  shared,
  sharedAt,
  textAt,
} from '../json/fields.ts';
import { ofDelegate } from './delegate.ts';
import { lastPart, type Named, person, root, user } from './identities.ts';
import type { RecordParts } from './parts.ts';
import { portalUser } from './portal-user.ts';
import { assumedRole, federatedUser, webIdentity } from './session-owner.ts';

/**
 * Reads `userIdentity`. The key is durable and holds nothing that the caller may choose: session names and
 * source identities are shown, never keys. Every type gives an actor; one that we do not know is `unknown`. `separate`: as
 * in `HowToRead`.
 */
export function actorOf(parts: RecordParts, separate: boolean): Actor {
  return ofDelegate(parts.identity, holderOf(parts, separate));
}

/** Whose credentials the call was made with. */
function holderOf(parts: RecordParts, separate: boolean): Actor {
  const { identity } = parts;
  const context = objectAt(identity, 'sessionContext');
  const type = textAt(identity, 'type') ?? 'Unknown';
  const named = portalUser(parts, type) ?? byType(parts, type, context);
  const { fetched, kind, name, sessionName, roleName, unnamedKey, workload } = named;
  const directory = separate && kind === 'person' ? `@${directoryOf(parts, type)}` : '';
  return {
    arn: sharedAt(identity, 'arn', ARN_CAP),
    accountId: sharedAt(identity, 'accountId'),
    principalId: sharedAt(identity, 'principalId'),
    accessKeyId: textAt(identity, 'accessKeyId'),
    sessionName: sessionName && shared(sessionName),
    roleName: roleName && shared(roleName),
    sourceIdentity: sharedAt(context, 'sourceIdentity'),
    workload,
    mfa: flagAt(objectAt(context, 'attributes'), 'mfaAuthenticated'),
    federated: named.federated ?? isFederated(context),
    assumedRoot: flagAt(context, 'assumedRoot') === true,
    serviceLinked: isServiceLinked(textAt(objectAt(context, 'sessionIssuer'), 'arn') ?? ''),
    invokedBy: sharedAt(identity, 'invokedBy'),
    key: shared(named.key + directory),
    unnamedKey: unnamedKey && shared(unnamedKey + directory),
    fetched: fetched && { ...fetched, by: fetched.by && shared(fetched.by + directory) },
    kind,
    name: shared(name),
  };
}

/** Which directory vouches for a person: Identity Center, or the SAML provider's name in its account. */
function directoryOf({ asked }: RecordParts, type: string): string {
  const provider = textAt(asked, 'principalArn');
  return type === 'SAMLUser' ? behindSlash(provider ?? 'saml') : 'identity-center';
}

function byType({ identity, record }: RecordParts, type: string, context: Fields): Named {
  const partition = partitionOf(textAt(record, 'awsRegion', 64));
  switch (type) {
    case 'Root':
      return root(textAt(identity, 'accountId'));
    case 'IAMUser':
      return user(textAt(identity, 'arn', ARN_CAP), textAt(identity, 'userName'), identity, partition);
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

/** The owner's copy of an outside call: a principal id and an account, nothing more. */
function outsideAccount(identity: Fields): Named {
  const [principal = '', sessionName] = (textAt(identity, 'principalId') ?? '').split(':');
  const account = textAt(identity, 'accountId') ?? 'unknown';
  return { key: `account:${account}/${principal}`, kind: 'account', name: `account ${account}`, sessionName };
}

/** `{}` and absence both mean: not federated. */
function isFederated(context: Fields): boolean {
  const web = get(context, 'webIdFederationData');
  return isObject(web) && textAt(web, 'federatedProvider') !== undefined;
}
