import type { Origin } from '../place/origin.ts';
import type { Millis } from '../time/days.ts';
import type { Actor } from './actor.ts';
import type { ProviderChange } from './provider-change.ts';
import type { Grant, StsRequest } from './request.ts';
import type { Trust } from './trust.ts';

/** Every call that Rolewarden knows by name. STS calls it does not know are kept as `other`. */
export const EVENT_NAMES = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetSessionToken',
  'GetFederationToken',
  'GetCallerIdentity',
  'DecodeAuthorizationMessage',
  'GetAccessKeyInfo',
  'GetWebIdentityToken',
  'GetDelegatedAccessToken',
  'GetScopedCredentials',
  'ConsoleLogin',
  'SwitchRole',
  'GetSigninToken',
  'Federate',
  'UserAuthentication',
  'CredentialVerification',
  'ListApplications',
  'CreateToken',
  'GetRoleCredentials',
  'AuthorizeOAuth2Access',
  'CreateOAuth2Token',
  'PasswordRecoveryRequested',
  'PasswordRecoveryCompleted',
] as const;

/** A call by name; `other` for one that is not among `EVENT_NAMES`. */
export type EventName = (typeof EVENT_NAMES)[number] | 'other';

/**
 * The record's CloudTrail `eventSource`, without `.amazonaws.com`. `watched`: any other service; read only with
 * `sessions: watch`, for what a session does after it was issued.
 */
export type EventService = 'sts' | 'signin' | 'sso' | 'watched';

/** `denied`: refused for lack of permission or a wrong password; `error`: any other failure. */
export type Outcome = 'success' | 'denied' | 'error';

/**
 * A role by its ARN. `name` has no path, as in an assumed-role ARN and in calls of IAM's API. Identity Center's
 * GetRoleCredentials names only the permission set: then ARN and name both lack the suffix (`_0a1b…`) of the role's name.
 */
export interface RoleRef {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
}

/** An OIDC subject, split into what is stable and what changes from run to run. */
export interface Subject {
  readonly kind:
    | 'github'
    | 'gitlab'
    | 'kubernetes'
    | 'terraform'
    | 'bitbucket'
    | 'circleci'
    | 'buildkite'
    | 'pulumi'
    | 'spacelift'
    | 'other';
  /** Repository, namespace and service account, workspace: what a history is kept for. */
  readonly unit: string;
  /** Organisation, group or namespace that the unit belongs to; undefined where the subject's format does not say. */
  readonly owner: string | undefined;
  /** GitHub's immutable ids of repository and owner, where the subject has them; `unit` and `owner` never include them. */
  readonly unitId: string | undefined;
  readonly ownerId: string | undefined;
  /** Branch, tag, environment or run phase, as written; `pull_request` for GitHub's pull requests. */
  readonly ref: string | undefined;
  readonly pullRequest: boolean;
}

/** Where a federated session came from. `issuer` is the SAML issuer or the OIDC issuer's host and path. */
export interface Federation {
  readonly kind: 'saml' | 'oidc';
  readonly providerArn: string | undefined;
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** The subject, parsed in its issuer's format; OIDC only. */
  readonly parsed: Subject | undefined;
  readonly audience: string | undefined;
}

/** The program that made the call, read from `userAgent`. The caller writes that, so it is never evidence of innocence. */
export interface Client {
  /** As recorded, at most 512 characters. Control characters are kept: encode it wherever you print it. */
  readonly text: string | undefined;
  /** For instance `aws-cli`, `boto3`, `aws-sdk-go`, `terraform`, `browser`, `console`, `service`; `other` if not recognised. */
  readonly family: string;
  readonly os: 'linux' | 'macos' | 'windows' | 'windows-server' | 'unknown';
}

/** One STS or sign-in event: typed, without secrets, texts capped; built from a fixed choice of the record's fields. */
export interface StsEvent {
  /** What identifies the event, and its finding: sharedEventID, else an addendum's originalEventID, else eventID. */
  readonly id: string;
  readonly eventId: string;
  readonly sharedEventId: string | undefined;
  /** The eventID of the earlier record that this one corrects (`addendum.reason` UPDATED_DATA). */
  readonly replaces: string | undefined;
  readonly time: Millis;
  readonly service: EventService;
  readonly name: EventName;
  /** As recorded; differs from `name` only where that is `other`. */
  readonly eventName: string;
  readonly outcome: Outcome;
  /** As recorded, but without a leading `Client.` and a trailing `Exception`. */
  readonly errorCode: string | undefined;
  readonly region: string | undefined;
  readonly recipientAccountId: string | undefined;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly client: Client;
  /** The role asked for, granted or (for failures) named in `errorMessage`. */
  readonly role: RoleRef | undefined;
  readonly grant: Grant | undefined;
  readonly request: StsRequest;
  readonly federation: Federation | undefined;
  /** Console sign-in: what `additionalEventData.MFAUsed` says; undefined where nothing is said. */
  readonly signInMfa: boolean | undefined;
  readonly vpcEndpointId: string | undefined;
  /** The account that owns the VPC endpoint; recorded since eventVersion 1.09. */
  readonly vpcEndpointAccountId: string | undefined;
  /** `eventSource` as recorded, without `.amazonaws.com`. */
  readonly source: string;
  /** The credentials are those of a console session (`sessionCredentialFromConsole`). */
  readonly fromConsole: boolean;
  /** Watched events only: names and ARNs in the request (role, user, policy, trail, rule, function …), capped. */
  readonly touched: readonly string[];
  /** Watched events only: whom the trust policy lets in that a call of IAM gives to a role. */
  readonly trust: Trust | undefined;
  /** Watched events only: the identity provider that a call adds or changes. */
  readonly provider: ProviderChange | undefined;
}
