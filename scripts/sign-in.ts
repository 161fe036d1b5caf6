import type { Caller } from './callers.ts';
import { type Call, type RawCloudTrail, stsCall } from './records.ts';

const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** Somebody at Identity Center: the records of 2021 and later name the user and nothing else. */
export function portalUser(account: string, name: string): Caller {
  return {
    type: 'Unknown',
    principalId: account,
    arn: '',
    accountId: account,
    accessKeyId: '',
    userName: name,
  };
}

/** Somebody at Identity Center: the records since July 2025 hold the user's id, and no name. */
export function unnamedPortalUser(account: string, userId: string): Caller {
  return {
    type: 'IdentityCenterUser',
    arn: '',
    accountId: account,
    accessKeyId: '',
    onBehalfOf: { userId, identityStoreArn: `arn:aws:identitystore::${account}:identitystore/d-1234567890` },
    credentialId: '8f761cae-883d-4a3d-af67-3abf46488f71',
  };
}

/** A sign-in through an identity provider: the one record of it that names the user. */
export function vouchedSignIn(call: Call, name: string, ok = true): RawCloudTrail {
  return {
    ...portalSignIn('UserAuthentication', call, ok),
    additionalEventData: {
      AuthWorkflowID: '9de74b32-8362-4a01-a524-de21df59fd83',
      CredentialType: 'EXTERNAL_IDP',
      UserName: name,
    },
  };
}

/** UserAuthentication, CredentialVerification: the outcome lies in the service's details. */
export function portalSignIn(
  eventName: 'UserAuthentication' | 'CredentialVerification',
  call: Call,
  ok = true,
): RawCloudTrail {
  return {
    ...stsCall(eventName, { with: BROWSER, ...call }, null, null),
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsServiceEvent',
    additionalEventData: {
      AuthWorkflowID: '9de74b32-8362-4a01-a524-de21df59fd83',
      CredentialType: 'PASSWORD',
    },
    serviceEventDetails: { [eventName]: ok ? 'Success' : 'Failure' },
  };
}

/** The portal asks which accounts and applications somebody has. */
export function listApplications(call: Call): RawCloudTrail {
  return {
    ...stsCall('ListApplications', { with: BROWSER, ...call }, null, null),
    eventSource: 'sso.amazonaws.com',
  };
}

/** Identity Center hands a token to a command line. */
export function createToken(
  call: Call,
  grantType = 'urn:ietf:params:oauth:grant-type:device_code',
): RawCloudTrail {
  const asked = { clientId: 'client', clientSecret: 'HIDDEN_DUE_TO_SECURITY_REASONS', grantType };
  const answered = { accessToken: 'HIDDEN_DUE_TO_SECURITY_REASONS', tokenType: 'Bearer', expiresIn: 28_800 };
  return { ...stsCall('CreateToken', call, asked, answered), eventSource: 'sso.amazonaws.com' };
}

const COMMAND_LINE = 'arn:aws:signin:::devtools/cross-device';

/** `aws login`, in the browser: somebody approves the sign-in of a command line or, by another client, of an agent. */
export function authorizeLogin(call: Call, client = COMMAND_LINE): RawCloudTrail {
  const asked = { client_id: client, code_challenge_method: 'SHA-256' };
  return oauth('AuthorizeOAuth2Access', { with: BROWSER, ...call }, asked, {});
}

/** `aws login`, in the terminal: the credentials are fetched, or renewed (refresh_token). */
export function loginToken(
  call: Call,
  how: { readonly client?: string; readonly grantType?: string } = {},
): RawCloudTrail {
  const { client = COMMAND_LINE, grantType = 'authorization_code' } = how;
  return oauth('CreateOAuth2Token', call, { client_id: client }, { grant_type: grantType });
}

function oauth(eventName: string, call: Call, asked: object, more: object): RawCloudTrail {
  return {
    ...stsCall(eventName, call, asked, null),
    eventSource: 'signin.amazonaws.com',
    additionalEventData: { ...more, success: 'true' },
  };
}

/** Identity Center gives a role's credentials to whoever has the token: the one record with the true address. */
export function getRoleCredentials(
  call: Call,
  { account, name }: { readonly account: string; readonly name: string },
): RawCloudTrail {
  return {
    ...stsCall('GetRoleCredentials', call, null, null),
    eventSource: 'sso.amazonaws.com',
    eventType: 'AwsServiceEvent',
    serviceEventDetails: { role_name: name, account_id: account },
  };
}

/** A console refusal: no ARN, and where nobody has the name, no name either. */
export function refusedLogin(call: Omit<Call, 'by'> & { readonly name?: string }): RawCloudTrail {
  const { name = 'HIDDEN_DUE_TO_SECURITY_REASONS' } = call;
  const by = { type: 'IAMUser', accountId: call.account, accessKeyId: '', userName: name };
  return {
    ...stsCall('ConsoleLogin', { with: BROWSER, ...call, by }, null, { ConsoleLogin: 'Failure' }),
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsConsoleSignIn',
    errorMessage: name === call.name ? 'Failed authentication' : 'No username found in supplied account',
    additionalEventData: { MobileVersion: 'No', MFAUsed: 'No' },
  };
}

/** A sign-in call that answers under its own name: GetSigninToken, ConsoleLogin, PasswordRecoveryRequested … */
export function signInCall(eventName: string, call: Call, ok = true): RawCloudTrail {
  const answered = { [eventName]: ok ? 'Success' : 'Failure' };
  return {
    ...stsCall(eventName, { with: BROWSER, ...call }, null, answered),
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsConsoleSignIn',
  };
}

/** A call of another service. */
export function serviceCall(source: string, eventName: string, call: Call, asked: unknown): RawCloudTrail {
  return { ...stsCall(eventName, call, asked, null), eventSource: `${source}.amazonaws.com` };
}
