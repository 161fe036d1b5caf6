import { opaque, type RoleName, roleArn, roleId, sessionArn } from './callers.ts';
import { type Call, given, type RawCloudTrail, record } from './record.ts';

export { type Call, CLI, type RawCloudTrail } from './record.ts';

/** A call that asks for a session of a role; `seconds`: how long it is to last. */
export interface RoleCall extends Call {
  readonly role: RoleName;
  readonly session: string;
  readonly seconds?: number;
  readonly externalId?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The user agent of a Python program on Linux. */
export const BOTO =
  'Boto3/1.35.90 md/Botocore#1.35.90 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.12.3';
/** The user agent of the AWS CLI on a person’s Mac. */
export const MAC_CLI =
  'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/macos#24.1.0 md/arch#arm64 lang/python#3.12.6';

/** The access key id that a call issues: the same for both copies of it. */
export function issuedKey(call: Call): string {
  return opaque('ASIA', JSON.stringify([call.at, call.by['principalId'], call.shared, call.nonce]), 9);
}

/** AssumeRole: granted, or refused where the call names an error. */
export function assumeRole(call: RoleCall): RawCloudTrail {
  const { role, session: name, seconds, externalId, extra } = call;
  if (call.error !== undefined) return record('AssumeRole', call, null, null);
  return record(
    'AssumeRole',
    call,
    {
      roleArn: roleArn(role),
      roleSessionName: name,
      ...given('durationSeconds', seconds),
      ...given('externalId', externalId),
      ...extra,
    },
    granted(call),
  );
}

/** A refusal as CloudTrail writes it: no parameters, the role only in the message. */
export function deniedRole(call: Omit<RoleCall, 'error' | 'session'>): RawCloudTrail {
  const message = `User: ${String(call.by['arn'])} is not authorized to perform: sts:AssumeRole on resource: ${roleArn(call.role)}`;
  return record('AssumeRole', { ...call, error: 'AccessDenied', message }, null, null);
}

/** A service's own AssumeRole: the role id is not in it. */
export function serviceRole(call: Omit<RoleCall, 'from'>): RawCloudTrail {
  const { credentials } = granted({ ...call, from: '' });
  const from = String(call.by['invokedBy']);
  return record(
    'AssumeRole',
    { ...call, from, with: from },
    { roleArn: roleArn(call.role), roleSessionName: call.session },
    { credentials },
  );
}

/** AssumeRoleWithSAML, granted by the provider of that name. */
export function withSaml(call: RoleCall & { readonly provider: string }): RawCloudTrail {
  const asked = {
    roleArn: roleArn(call.role),
    roleSessionName: call.session,
    principalArn: call.provider,
    durationSeconds: call.seconds ?? 3_600,
    ...call.extra,
  };
  const said = {
    subject: call.session,
    subjectType: 'persistent',
    issuer: 'https://idp.example.com/saml',
    audience: 'https://signin.aws.amazon.com/saml',
  };
  return record('AssumeRoleWithSAML', call, asked, { ...granted(call), ...said });
}

/** AssumeRoleWithWebIdentity, for a caller that `webIdentity` made. */
export function withWebIdentity(call: RoleCall): RawCloudTrail {
  const asked = {
    roleArn: roleArn(call.role),
    roleSessionName: call.session,
    ...given('durationSeconds', call.seconds),
    ...call.extra,
  };
  const said = {
    subjectFromWebIdentityToken: call.by['userName'],
    provider: call.by['identityProvider'],
    audience: 'sts.amazonaws.com',
  };
  return record('AssumeRoleWithWebIdentity', call, asked, { ...granted(call), ...said });
}

/** GetCallerIdentity: what programs call first, and thieves too. */
export function callerIdentity(call: Call): RawCloudTrail {
  return record('GetCallerIdentity', call, null, null);
}

/** Any other STS call. */
export function stsCall(eventName: string, call: Call, asked: unknown, answered: unknown): RawCloudTrail {
  return record(eventName, call, asked, answered);
}

/** A sign-in to the console, with or without MFA. */
export function consoleLogin(call: Call & { readonly mfa: boolean; readonly ok?: boolean }): RawCloudTrail {
  const ok = call.ok ?? true;
  return {
    ...record('ConsoleLogin', call, null, { ConsoleLogin: ok ? 'Success' : 'Failure' }),
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsConsoleSignIn',
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed: call.mfa ? 'Yes' : 'No',
    },
    ...(ok ? {} : { errorMessage: 'Failed authentication' }),
  };
}

/** What a grant answers, with the expiry in the locale form that CloudTrail uses. */
export function granted(call: RoleCall) {
  const { role, session: name, seconds = 3_600 } = call;
  return {
    credentials: { accessKeyId: issuedKey(call), expiration: locale(Date.parse(call.at) + seconds * 1_000) },
    assumedRoleUser: { assumedRoleId: `${roleId(role)}:${name}`, arn: sessionArn(role, name) },
  };
}

function locale(time: number): string {
  const at = new Date(time);
  const month = at.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  const hour = at.getUTCHours();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${month} ${at.getUTCDate()}, ${at.getUTCFullYear()}, ${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}
