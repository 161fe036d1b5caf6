import type { Actor } from './actor.ts';
import type { Origin } from './origin.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

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
  'PasswordRecoveryRequested',
  'PasswordRecoveryCompleted',
] as const;

export type EventName = (typeof EVENT_NAMES)[number] | 'other';

/**
 * Which CloudTrail `eventSource` the record came from: sts, signin or sso `.amazonaws.com`. `watched`: any other
 * service, read only with `sessions: watch`: what a session does after it was issued.
 */
export type EventService = 'sts' | 'signin' | 'sso' | 'watched';

/** `denied`: refused for lack of permission or a wrong password; `error`: any other failure. */
export type Outcome = 'success' | 'denied' | 'error';

/**
 * A role by its ARN. `name` is the bare name: no path, as in an assumed-role ARN and as IAM calls take it. Identity
 * Center's GetRoleCredentials names the permission set only: then both lack the ending (`_0a1b…`) of the role's name.
 */
export interface RoleRef {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
}

/** The credentials that a successful call issued. Never holds the secret key or the session token. */
export interface Grant {
  /** `ASIA…`: the `userIdentity.accessKeyId` of every later call made with this session. */
  readonly accessKeyId: string | undefined;
  /** `AROA…:session name` for roles. AWS services' records mostly lack it. */
  readonly assumedRoleId: string | undefined;
  readonly expiresAt: Millis | undefined;
}

/** What the caller asked for, whitelisted. Present with undefined fields when the record has no parameters. */
export interface StsRequest {
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly sourceIdentity: string | undefined;
  /** First 12 hex of a salted hash: enough to notice a change, never the id itself. */
  readonly externalIdHash: string | undefined;
  readonly mfaSerial: string | undefined;
  /**
   * What a session policy or `policyArns` allows: everything, or to write anybody's policies (`admin`); whole services on
   * every resource (`broad`); something; or none was given.
   */
  readonly sessionPolicy: 'none' | 'some' | 'broad' | 'admin';
  readonly tagKeys: readonly string[];
  readonly transitiveTagKeys: readonly string[];
  /** Identity Center's CreateToken: how the token was asked for, for instance `…:grant-type:device_code`. */
  readonly grantType: string | undefined;
  /** AssumeRoot: the member account. */
  readonly targetAccountId: string | undefined;
}

/** An OIDC subject, split in what is stable and what changes from run to run. */
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
  /** Organisation, group or namespace that the unit belongs to; undefined where the form does not tell. */
  readonly owner: string | undefined;
  /** GitHub's immutable ids of repository and owner, where the subject has them; `unit` and `owner` are without. */
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
  /** The subject read by its issuer's form; OIDC only. */
  readonly parsed: Subject | undefined;
  readonly audience: string | undefined;
}

/** The program that made the call, read from `userAgent`: never evidence of innocence, the caller writes it. */
export interface Client {
  /** As recorded, at most 512 characters, control characters kept (every sink encodes). */
  readonly text: string | undefined;
  /** For instance `aws-cli`, `boto3`, `aws-sdk-go`, `terraform`, `browser`, `console`, `service`; `other` if unread. */
  readonly family: string;
  readonly os: 'linux' | 'macos' | 'windows' | 'windows-server' | 'unknown';
  /** Dotted number of the family, if it states one. */
  readonly version: string | undefined;
}

/** One STS or sign-in event: typed, capped, and free of secrets. Built fresh from a whitelist of fields. */
export interface StsEvent {
  /** Identity: sharedEventID, else an addendum's originalEventID, else eventID. The finding's id. */
  readonly id: string;
  readonly eventId: string;
  readonly sharedEventId: string | undefined;
  /** The record corrects an earlier one (`addendum.reason` UPDATED_DATA) with this eventID. */
  readonly replaces: string | undefined;
  readonly time: Millis;
  readonly service: EventService;
  readonly name: EventName;
  /** As recorded; differs from `name` only where that is `other`. */
  readonly eventName: string;
  readonly outcome: Outcome;
  /** Wire code without `Client.` and a trailing `Exception`. */
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
  /** The account that owns the VPC endpoint; records of eventVersion 1.09 and later say it. */
  readonly vpcEndpointAccountId: string | undefined;
  /** `eventSource` as recorded, without `.amazonaws.com`. */
  readonly source: string;
  /** The credentials are those of a console session (`sessionCredentialFromConsole`). */
  readonly fromConsole: boolean;
  /** Watched events only: names and ARNs in the request (role, user, policy, trail, rule, function …), capped. */
  readonly touched: readonly string[];
}
