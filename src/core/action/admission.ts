import type { Millis } from '../time/days.ts';

/** What a revocation may be counted against. */
export interface Admission {
  readonly actionId: string;
  readonly accountId: string;
  /** `role/<name>` or `user/<name>`. */
  readonly target: string;
  /** A critical role has a share of its own, which decoys cannot use up. */
  readonly critical: boolean;
}

/** The most that may be revoked without a person. */
export interface Caps {
  /** Per target in 30 minutes. */
  readonly perRole: number;
  /** Per account in 10 minutes. */
  readonly perAccount: number;
  /** Per account in 24 hours. */
  readonly perAccountDay: number;
  /** Over all accounts in an hour. */
  readonly perHour: number;
  /** For critical roles, in 10 minutes, whatever the others have used. */
  readonly reserved: number;
}

/** Whether a revocation may be carried out without a person. */
export type Admitted =
  | { readonly kind: 'admitted' }
  /** A cap is reached, and the breaker of its scope is open now. */
  | { readonly kind: 'over'; readonly scope: string; readonly reason: string }
  | { readonly kind: 'killed'; readonly by: string };

/** A scope in which nothing is revoked without a person, until a person closes it. */
export interface OpenBreaker {
  readonly scope: string;
  readonly since: Millis;
  readonly reason: string;
}
