import type { Millis } from './event.ts';
import { remembering } from './remembering.ts';

/** What kind of principal is behind an event. `unknown` keeps a record readable whatever its type. */
export const ACTOR_KINDS = [
  'root',
  'user',
  'person',
  'role',
  'web-identity',
  'account',
  'service',
  'unknown',
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** A compute service that hands the session to code: instance, function, pod, task, or a build pipeline. */
export type Workload = 'instance' | 'function' | 'pod' | 'task' | 'pipeline';

/**
 * Who is behind an event. `key` is durable and holds nothing that a caller may choose:
 *
 * - `root:<account>`
 * - `user:<user ARN>` (also for its GetSessionToken and GetFederationToken sessions)
 * - `person:<lower-case name>` for Identity Center and SAML people, across accounts; `person:<user id>` where a record
 *   of Identity Center gives no name
 * - `role:<account>/<role name>` for every other assumed role
 * - `web:<issuer>|<stable part of the subject>` for OIDC
 * - `account:<account>/<principal id before the colon>` for a caller of another account
 * - `service:<service principal>`; services keep no history of their own
 * - `unknown:<type>/<account>`
 */
export interface Actor {
  readonly key: string;
  /**
   * The key of the same person in records that give the user id alone: only where a record gives both. Short windows
   * are kept under both, so that what comes without a name finds the sign-in.
   */
  readonly unnamedKey: string | undefined;
  /** Of a permission set's session: when it was issued, and whose it is (`person:<user id>`) where the record says. */
  readonly fetched: { readonly by: string | undefined; readonly at: Millis } | undefined;
  readonly kind: ActorKind;
  /** For people: user, role or session name; never a secret. */
  readonly name: string;
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly principalId: string | undefined;
  readonly accessKeyId: string | undefined;
  /** The session that called, if a session called. */
  readonly sessionName: string | undefined;
  /** The role whose session called: bare name. */
  readonly roleName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly workload: Workload | undefined;
  /** The calling session's own MFA flag. Meaningless for federated sessions: they always say false. */
  readonly mfa: boolean | undefined;
  /** The session was made by federation (SAML, OIDC, Identity Center, a federation token), so `mfa` says nothing. */
  readonly federated: boolean;
  /** Root only by AssumeRoot: a session with one task, not the root user. */
  readonly assumedRoot: boolean;
  /** The role behind the session is one that AWS makes for its services: by its path, which a name does not have. */
  readonly serviceLinked: boolean;
  /** A service principal that made the call for the actor (forward access session). */
  readonly invokedBy: string | undefined;
}

const owned = remembering(20_000, (key) => `a:${key}`);

/** The history owner of an actor, or undefined for services, which keep none. */
export function actorOwner(actor: Actor): string | undefined {
  return actor.kind === 'service' ? undefined : owned(actor.key);
}
