import { RolewardenError, reasonOf } from '../../core/errors.ts';

/** The call that failed. */
export interface Attempt {
  /** The IAM action of the call, such as `events:PutRule`. */
  readonly permission: string;
  readonly region: string;
  readonly rule: string;
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['ThrottlingException', 'wait a minute and run the same command again: what is done is not done twice'],
  ['ConcurrentModificationException', 'somebody else changes the same rule: run the same command again'],
  [
    'LimitExceededException',
    'a bus holds 300 rules, and a rule five targets: remove some, or have the quota raised',
  ],
  ['ManagedRuleException', 'the rule belongs to an AWS service: choose another --name'],
  ['ExpiredTokenException', 'the credentials have expired: sign in again'],
  ['TokenProviderError', 'the credentials have expired: sign in again'],
  ['CredentialsProviderError', 'give the credentials of an administrator: a profile, or AWS_ACCESS_KEY_ID'],
  ['InvalidSignatureException', 'check the secret key, and the clock of this machine'],
]);

const UNKNOWN_CREDENTIALS = new Set(['UnrecognizedClientException', 'InvalidClientTokenId']);
/** The operating system's codes for a network that fails; below, also the names of time-outs: the SDK's and ours. */
const SYSTEM = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN'];
const UNREACHABLE = new Set([...SYSTEM, 'TimeoutError', 'AbortError']);

/** Turns a failed call into an error (ERR_AWS) that says what it means and what to do about it. */
export function diagnose(thrown: unknown, attempt: Attempt): RolewardenError {
  const name = nameOf(thrown);
  const message = `${attempt.permission} failed in ${attempt.region}: ${name}: ${reasonOf(thrown)}`;
  return new RolewardenError('ERR_AWS', message, remedyOf(name, reasonOf(thrown), attempt), {
    cause: thrown,
  });
}

function remedyOf(name: string, said: string, attempt: Attempt): string {
  if (name.startsWith('AccessDenied')) return permissionRemedy(said, attempt);
  if (UNKNOWN_CREDENTIALS.has(name)) {
    return `check the credentials, and that ${attempt.region} is switched on for the account (newer regions are off by default)`;
  }
  if (UNREACHABLE.has(name)) {
    return `check the name ${attempt.region}, the network, and AWS_ENDPOINT_URL if it is set; then run the same command again`;
  }
  return REMEDIES.get(name) ?? 'fix what AWS names, and run the same command again';
}

function permissionRemedy(said: string, { permission, region, rule }: Attempt): string {
  const missing = said.includes('iam:PassRole')
    ? 'iam:PassRole on the role that --target-role names (condition iam:PassedToService: events.amazonaws.com)'
    : `${permission} on arn:*:events:${region}:*:rule/${rule}`;
  const denied = /explicit deny/i.test(said) ? ', and lift the explicit deny that AWS names' : '';
  return `allow the caller ${missing}${denied}; \`rolewarden provision --help\` lists every permission`;
}

/** The name that AWS, or the operating system, gives a failure. */
function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'Error';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  return code !== undefined && SYSTEM.includes(code) ? code : thrown.name;
}
