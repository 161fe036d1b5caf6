import { codeOf, reasonOf, statusOf } from '../../core/errors.ts';
import { hostsOf } from '../../core/event/partition.ts';

/** Why a role could not be assumed, and what to check, in order. */
export interface Diagnosis {
  /** AWS's error code, or `Network`, `Timeout`, `NoCredentials`, `CircuitOpen`, `InvalidRequest`. */
  readonly code: string;
  readonly message: string;
  /** Whether trying again later may help even if nobody changes anything. */
  readonly transient: boolean;
  readonly check: readonly string[];
}

/** What a diagnosis needs to know about the request; never the external id itself. */
export interface Asked {
  readonly roleArn: string;
  readonly region: string;
  readonly externalId: boolean;
  readonly policy: boolean;
  readonly tags: boolean;
  readonly sourceIdentity: boolean;
}

const TRANSIENT =
  /^(?:Throttling|Throttled|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|ServiceFailure|IDPCommunicationError|Network|Timeout)$/;
const NETWORK = /^(?:E[A-Z]{4,}|NetworkingError)$/;
const TIMEOUT = /^(?:TimeoutError|AbortError|ETIMEDOUT)$/;
const NONE = /^(?:CredentialsProviderError|ProviderError|TokenProviderError)$/;

/** Explains what an AssumeRole call threw. */
export function diagnose(thrown: unknown, asked: Asked): Diagnosis {
  const code = kindOf(thrown);
  const transient = TRANSIENT.test(code) || (statusOf(thrown) ?? 0) >= 500;
  const message = `${asked.roleArn} was not assumed: ${reasonOf(thrown).slice(0, 400)}`;
  return { code, message, transient, check: checks(code, asked) };
}

/** The same for GetCallerIdentity: its message names no role. */
export function diagnoseCaller(thrown: unknown, region: string): Diagnosis {
  const asked = { roleArn: 'sts:GetCallerIdentity', region };
  const rest = { externalId: false, policy: false, tags: false, sourceIdentity: false };
  const message = `AWS does not say who the caller is: ${reasonOf(thrown).slice(0, 400)}`;
  return { ...diagnose(thrown, { ...asked, ...rest }), message };
}

/** Whether the failure concerns the role or the way to it, and not just this one request. */
export function countsAgainstRole({ code }: Diagnosis): boolean {
  return !/^(?:MalformedPolicyDocument|PackedPolicyTooLarge|ValidationError|InvalidRequest)$/.test(code);
}

function kindOf(thrown: unknown): string {
  const code = codeOf(thrown).replace(/Exception$/, '');
  if (TIMEOUT.test(code)) return 'Timeout';
  if (NONE.test(code)) return 'NoCredentials';
  return NETWORK.test(code) ? 'Network' : code;
}

function checks(code: string, asked: Asked): readonly string[] {
  const known = CHECKS[code];
  if (known !== undefined) return known(asked);
  return TRANSIENT.test(code)
    ? ['Wait: it is retried automatically.', 'See AWS Health Dashboard: STS in this region.']
    : [
        'Read the message above, as AWS wrote it.',
        'Look in CloudTrail of both accounts: event AssumeRole, at this minute.',
      ];
}

type Checks = (asked: Asked) => readonly string[];

const throttled: Checks = () => [
  'Find out who else calls STS in this account and region: the quota of 600 requests a second is shared.',
  'Check whether credentials are cached: one AssumeRole per action is expected, not one per event.',
];

const keys: Checks = () => [
  'Check that the access key exists and is active: aws sts get-caller-identity with the same environment.',
  'Check that key, secret and session token belong together; a session key without its token fails like this.',
  'Check that the key is of this partition: keys of China and GovCloud work nowhere else.',
];

const CHECKS: Readonly<Record<string, Checks>> = {
  AccessDenied: ({ externalId, policy, roleArn, sourceIdentity, tags }) => [
    `Check that ${roleArn} exists, spelled exactly so, path included: STS gives the same error for a missing role.`,
    'Check the role’s trust policy: it must name this caller’s role ARN (not the assumed-role ARN) or its account.',
    externalId
      ? 'Check the external id: it must equal the one in the trust policy, letter by letter.'
      : 'Check whether the trust policy asks for an external id: none was given.',
    'Check the caller’s own policies: sts:AssumeRole on this role, in every account but the role’s own.',
    'Check the conditions of the trust policy: MFA, source address, organisation id, source identity.',
    ...(tags ? ['Check that the trust policy also allows sts:TagSession.'] : []),
    sourceIdentity
      ? 'Check that the trust policy also allows sts:SetSourceIdentity.'
      : 'If the caller’s own session has a source identity, it goes along: check that the trust policy and the caller’s policies also allow sts:SetSourceIdentity (and sts:TagSession for transitive tags).',
    'Check the SCPs and RCPs of both accounts, the caller’s permissions boundary, and the VPC endpoint’s policy.',
    ...(policy ? ['Not the session policy: it narrows the session, it cannot refuse its issue.'] : []),
  ],
  ExpiredToken: () => [
    'The caller’s own credentials have ended: sign in again (aws sso login); of a process, check how it obtains and renews them.',
    'Check the host’s clock.',
  ],
  RegionDisabled: ({ region }) => [
    `STS is switched off in ${region} for the caller’s account: IAM, Account settings, Security Token Service.`,
    'Or use a region that is on by default, for instance us-east-1.',
  ],
  MalformedPolicyDocument: () => ['Check the session policy: its grammar, its version, its ARNs.'],
  PackedPolicyTooLarge: () => [
    'Session policy and tags together are too large: shorten the policy, name fewer tags.',
    'Tags that the calling session passes on (transitive tags) count, too.',
  ],
  Throttling: throttled,
  TooManyRequests: throttled,
  RequestLimitExceeded: throttled,
  InvalidClientTokenId: keys,
  UnrecognizedClient: keys,
  SignatureDoesNotMatch: () => [
    'Check the secret key: truncated, with a trailing space, or another key’s.',
    'Check the host’s clock: more than five minutes off is refused.',
    'Look for a proxy that changes headers on the way.',
  ],
  ValidationError: ({ roleArn }) => [
    `Check the role ARN ${roleArn}, the session name (2 to 64 of letters, digits, +=,.@_-), the duration.`,
    'Check the duration: not above the role’s maximum; one hour at most when the caller is itself a role session.',
  ],
  NoCredentials: () => [
    'Check that the process has credentials: task role, instance profile, function role, or AWS_ACCESS_KEY_ID.',
    'Run aws sts get-caller-identity in the same environment.',
  ],
  Network: ({ region }) => [
    `Check that sts.${region}.${hostsOf(region)} can be resolved and reached on port 443 from here.`,
    'Check a VPC endpoint for STS, its security group and its policy; a proxy.',
  ],
  Timeout: ({ region }) => [
    `Check that sts.${region}.${hostsOf(region)} answers: a firewall that drops packets looks like this.`,
    'Check a VPC endpoint’s security group; NAT without a free port.',
    'See AWS Health Dashboard: STS in this region.',
  ],
};
