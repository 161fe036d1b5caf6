import type { Role } from './accounts.ts';
import { isoTime, type Millis } from './calendar.ts';
import { exampleId } from './chance.ts';
import type { JsonObject } from './record.ts';
import type { Caller } from './trail.ts';

/** An IAM user who signs with a long-lived key. */
export interface User extends Caller {
  readonly name: string;
}

export function iamUser(account: string, name: string): User {
  const arn = `arn:aws:iam::${account}:user/${name}`;
  const principalId = exampleId('AIDA', arn);
  const accessKeyId = exampleId('AKIA', arn);
  const identity = { type: 'IAMUser', principalId, arn, accountId: account, accessKeyId, userName: name };
  return { account, arn, principalId, name, identity };
}

/** The same user behind a session of GetSessionToken or of the console. */
export function userSession(user: User, keyId: string, created: Millis, mfa: boolean): Caller {
  const attributes = { creationDate: isoTime(created), mfaAuthenticated: String(mfa) };
  const identity = { ...user.identity, accessKeyId: keyId, sessionContext: { attributes } };
  return { ...user, identity };
}

/** What is remembered of how a session came to be. */
export interface Birth {
  readonly keyId: string;
  readonly created: Millis;
  readonly mfa?: boolean;
  readonly sourceIdentity?: string;
  /** The ARN of the OIDC provider of a pod or a pipeline. */
  readonly provider?: string;
  /** The instance metadata service delivered it. */
  readonly instance?: boolean;
  /** ARN of the function that it was made for. */
  readonly lambda?: string;
}

/** A session of a role. Its ARN has the role's bare name; the path stands in the issuer's only. */
export function assumedRole(role: Role, sessionName: string, birth: Birth): Caller {
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`;
  const principalId = `${role.id}:${sessionName}`;
  const sessionIssuer = {
    type: 'Role',
    principalId: role.id,
    arn: role.arn,
    accountId: role.account,
    userName: role.name,
  };
  const federated = birth.provider;
  const sessionContext = {
    sessionIssuer,
    ...(federated === undefined
      ? {}
      : { webIdFederationData: { federatedProvider: federated, attributes: {} } }),
    attributes: { creationDate: isoTime(birth.created), mfaAuthenticated: String(birth.mfa ?? false) },
    ...(birth.sourceIdentity === undefined ? {} : { sourceIdentity: birth.sourceIdentity }),
    ...(birth.instance === true ? { ec2RoleDelivery: '2.0' } : {}),
  };
  const identity: JsonObject = {
    type: 'AssumedRole',
    principalId,
    arn,
    accountId: role.account,
    accessKeyId: birth.keyId,
    sessionContext,
    ...(birth.lambda === undefined
      ? {}
      : { inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: birth.lambda } }),
  };
  return { account: role.account, arn, principalId, identity };
}

/** Root of a member account, for as long as AssumeRoot lends it. */
export function assumedRoot(account: string, keyId: string, created: Millis): Caller {
  const arn = `arn:aws:iam::${account}:root`;
  const attributes = { creationDate: isoTime(created), mfaAuthenticated: 'false' };
  const identity = {
    type: 'Root',
    principalId: account,
    arn,
    accountId: account,
    accessKeyId: keyId,
    sessionContext: { attributes, assumedRoot: 'true' },
  };
  return { account, arn, principalId: account, identity };
}

/** What GetFederationToken makes of a user. */
export function federatedUser(user: User, name: string, keyId: string, created: Millis): Caller {
  const arn = `arn:aws:sts::${user.account}:federated-user/${name}`;
  const principalId = `${user.account}:${name}`;
  const sessionIssuer = {
    type: 'IAMUser',
    principalId: user.principalId,
    arn: user.arn,
    accountId: user.account,
    userName: user.name,
  };
  const attributes = { creationDate: isoTime(created), mfaAuthenticated: 'false' };
  const identity = {
    type: 'FederatedUser',
    principalId,
    arn,
    accountId: user.account,
    accessKeyId: keyId,
    sessionContext: { sessionIssuer, webIdFederationData: {}, attributes },
  };
  return { account: user.account, arn, principalId, identity };
}
