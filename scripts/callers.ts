import { createHash } from 'node:crypto';

/** Who calls, as `userIdentity` says it. */
export type Caller = Readonly<Record<string, unknown>>;

/** A role of the stories. */
export interface RoleName {
  readonly account: string;
  readonly name: string;
  readonly path?: string;
}

/** A session that was issued: what its next call is signed with. */
export interface IssuedSession {
  readonly role: RoleName;
  readonly session: string;
  readonly key: string;
  readonly issuedAt: string;
  readonly mfa?: boolean;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Twenty-odd capital letters and digits made from a text: ids that look real and belong to nobody. */
export function opaque(prefix: string, text: string, length: number): string {
  const hex = createHash('sha256').update(`${prefix}${text}`).digest('hex').toUpperCase();
  return `${prefix}${hex.replaceAll('0', 'Z').replaceAll('1', 'Y').slice(0, length)}EXAMPLE`;
}

/** The ARN of a role, with its path. */
export function roleArn({ account, name, path = '/' }: RoleName): string {
  return `arn:aws:iam::${account}:role${path}${name}`;
}

/** The unique id of a role: the same for the same account and name. */
export function roleId({ account, name }: RoleName): string {
  return opaque('AROA', `${account}/${name}`, 10);
}

/** The ARN of a role’s session; like AWS’s own, it has no path. */
export function sessionArn({ account, name }: RoleName, session: string): string {
  return `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
}

/** An IAM user with a long-term key; where `mfa` is said, with a key of GetSessionToken, made with MFA or without. */
export function user(
  account: string,
  name: string,
  options: { readonly key?: string; readonly mfa?: boolean } = {},
): Caller {
  const context = {
    attributes: { creationDate: '2026-01-01T00:00:00Z', mfaAuthenticated: String(options.mfa) },
  };
  return {
    type: 'IAMUser',
    principalId: opaque('AIDA', `${account}/${name}`, 10),
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: options.key ?? opaque(options.mfa === undefined ? 'AKIA' : 'ASIA', `${account}/${name}`, 9),
    userName: name,
    ...(options.mfa === undefined ? {} : { sessionContext: context }),
  };
}

/** The root user of an account. */
export function root(account: string): Caller {
  return {
    type: 'Root',
    principalId: account,
    arn: `arn:aws:iam::${account}:root`,
    accountId: account,
    accessKeyId: opaque('AKIA', `${account}/root`, 9),
  };
}

/** A session of a role, as calls that are made with it name it. */
export function session({
  role,
  session: name,
  key,
  issuedAt,
  mfa = false,
  extra = {},
}: IssuedSession): Caller {
  return {
    type: 'AssumedRole',
    principalId: `${roleId(role)}:${name}`,
    arn: sessionArn(role, name),
    accountId: role.account,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId(role),
        arn: roleArn(role),
        accountId: role.account,
        userName: role.name,
      },
      webIdFederationData: {},
      attributes: { creationDate: issuedAt, mfaAuthenticated: String(mfa) },
      ...extra,
    },
  };
}

/** An AWS service, by its principal. */
export function service(name: string): Caller {
  return { type: 'AWSService', invokedBy: name };
}

/** The owner's copy of a call from another account. */
export function outsider(account: string, principal: string, name?: string): Caller {
  return {
    type: 'AWSAccount',
    principalId: name === undefined ? principal : `${principal}:${name}`,
    accountId: account,
  };
}

/** A person whom a SAML provider has named. */
export function samlUser(name: string): Caller {
  return {
    type: 'SAMLUser',
    principalId: `${opaque('', name, 12)}=:${name}`,
    userName: name,
    identityProvider: opaque('', 'provider', 12),
  };
}

/** The subject of an OIDC token, from an issuer that the account trusts. */
export function webIdentity(account: string, issuer: string, subject: string): Caller {
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  return {
    type: 'WebIdentityUser',
    principalId: `${provider}:sts.amazonaws.com:${subject}`,
    userName: subject,
    identityProvider: provider,
  };
}
