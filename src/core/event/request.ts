import type { Millis } from '../time/days.ts';

/** The credentials that a successful call issued. Never holds the secret key or the session token. */
export interface Grant {
  /** `ASIA…`: the `userIdentity.accessKeyId` of every later call made with this session. */
  readonly accessKeyId: string | undefined;
  /** `AROA…:session name` for roles. Mostly missing where an AWS service assumed the role. */
  readonly assumedRoleId: string | undefined;
  readonly expiresAt: Millis | undefined;
}

/** What the caller asked for: a fixed choice of request parameters. Always there; empty if the record has none. */
export interface StsRequest {
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly sourceIdentity: string | undefined;
  /** First 12 hex digits of a salted hash: enough to notice a change, without keeping the id. */
  readonly externalIdHash: string | undefined;
  readonly mfaSerial: string | undefined;
  /**
   * What the session policy and `policyArns` allow. `admin`: everything, or what leads there (writing anybody's
   * policies, making anybody's keys); `broad`: whole services on every resource; `some`: less than that; `none`: no
   * policy was given.
   */
  readonly sessionPolicy: 'none' | 'some' | 'broad' | 'admin';
  readonly tagKeys: readonly string[];
  readonly transitiveTagKeys: readonly string[];
  /** CreateToken, CreateOAuth2Token: how the token was requested, for instance `…:grant-type:device_code`. */
  readonly grantType: string | undefined;
  /** GetWebIdentityToken: the outside services that the token is for. */
  readonly audiences: readonly string[];
  /** AssumeRoot: the member account whose root is assumed. */
  readonly targetAccountId: string | undefined;
  /** AssumeRoot: the name of AWS’s policy that says what the session may do, for instance `S3UnlockBucketPolicy`. */
  readonly taskPolicy: string | undefined;
}
