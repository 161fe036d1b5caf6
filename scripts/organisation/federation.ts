import type { Role } from './accounts.ts';
import type { Millis } from './calendar.ts';
import { hexadecimal } from './chance.ts';
import { granted, overNetwork, REGION } from './roles.ts';
import type { From, Session, Trail } from './trail.ts';

/** How AWS's own sign-in service calls STS for somebody. */
const SIGN_IN: From = {
  ip: 'AWS Internal',
  agent: 'AWS Signin, aws-internal/3 aws-sdk-java/1.12.788 Linux/5.10.240 OpenJDK_64-Bit_Server_VM/17.0.16',
};

interface SamlSource {
  readonly provider: string;
  readonly issuer: string;
}

/** Identity Center gives a session of a permission set; the portal calls from inside AWS. */
export function identityCenter(trail: Trail, email: string, set: Role, time: Millis): Session {
  const provider = `arn:aws:iam::${set.account}:saml-provider/AWSSSO_${hexadecimal(set.account, 16)}_DO_NOT_DELETE`;
  const issuer = `https://portal.sso.${REGION}.amazonaws.com/saml/assertion/EXAMPLE`;
  return withSaml(trail, email, set, time, SIGN_IN, { provider, issuer, seconds: 8 * 3_600 });
}

/** A person's own tool brings an assertion of the company's identity provider. */
export function companySaml(trail: Trail, email: string, role: Role, time: Millis, from: From): Session {
  const provider = `arn:aws:iam::${role.account}:saml-provider/ExampleOrg`;
  return withSaml(trail, email, role, time, from, {
    provider,
    issuer: 'https://idp.example.com/saml',
    seconds: 3_600,
  });
}

function withSaml(
  trail: Trail,
  email: string,
  role: Role,
  time: Millis,
  from: From,
  { provider, issuer, seconds }: SamlSource & { readonly seconds: number },
): Session {
  const qualifier = `${hexadecimal(`qualifier ${issuer} ${provider}`, 26)}EXAMPLE=`;
  const principalId = `${qualifier}:${email}`;
  const identity = { type: 'SAMLUser', principalId, userName: email, identityProvider: qualifier };
  const grant = granted(trail, role, time, { sessionName: email, seconds });
  const call = overNetwork({ account: role.account, arn: '', principalId, identity }, time, from);
  const { id } = trail.write({
    ...call,
    tls: from !== SIGN_IN,
    name: 'AssumeRoleWithSAML',
    request: {
      sAMLAssertionID: `_${hexadecimal(`assertion ${email} ${time}`, 32)}`,
      roleSessionName: email,
      durationSeconds: seconds,
      roleArn: role.arn,
      principalArn: provider,
    },
    response: {
      subjectType: 'persistent',
      issuer,
      credentials: grant.credentials,
      nameQualifier: qualifier,
      assumedRoleUser: grant.assumedRoleUser,
      subject: email,
      audience: 'https://signin.aws.amazon.com/saml',
    },
    readOnly: true,
    resources: [
      { arn: role.arn, account: role.account, type: 'AWS::IAM::Role' },
      { arn: provider, account: role.account, type: 'AWS::IAM::SAMLProvider' },
    ],
  });
  return { ...grant.session, id };
}

/** A pod or a pipeline brings the token of its issuer. */
export function webIdentity(
  trail: Trail,
  token: { readonly issuer: string; readonly subject: string },
  role: Role,
  time: Millis,
  from: From,
  sessionName: string,
): Session {
  const provider = `arn:aws:iam::${role.account}:oidc-provider/${token.issuer}`;
  const principalId = `${provider}:sts.amazonaws.com:${token.subject}`;
  const identity = {
    type: 'WebIdentityUser',
    principalId,
    userName: token.subject,
    identityProvider: provider,
  };
  const grant = granted(trail, role, time, { sessionName, birth: { provider } });
  const call = overNetwork({ account: role.account, arn: '', principalId, identity }, time, from);
  const { id } = trail.write({
    ...call,
    name: 'AssumeRoleWithWebIdentity',
    request: { roleArn: role.arn, roleSessionName: sessionName },
    response: {
      credentials: grant.credentials,
      subjectFromWebIdentityToken: token.subject,
      assumedRoleUser: grant.assumedRoleUser,
      provider,
      audience: 'sts.amazonaws.com',
    },
    additional: { ...call.additional, identityProviderConnectionVerificationMethod: 'IAMTrustStore' },
    readOnly: true,
    resources: [{ arn: role.arn, account: role.account, type: 'AWS::IAM::Role' }],
  });
  return { ...grant.session, id };
}

/** The issuer of the cluster's tokens, and of hosted pipelines'. */
export const ISSUER = {
  cluster: `oidc.eks.${REGION}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
  github: 'token.actions.githubusercontent.com',
} as const;
