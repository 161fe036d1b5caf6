import { remembering } from '../collections/remembering.ts';
import type { Millis } from '../time/days.ts';

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
 * - `account:<account>/<principal id before the colon>` for a caller of another account; `account:<account>/delegated`
 *   for a product provider with delegated access (then `accountId` is the provider's, ARN and role are the approver's)
 * - `service:<service principal>`; services keep no history of their own
 * - `unknown:<type>/<account>`
 */
export interface Actor {
  readonly key: string;
  /**
   * The key that the same person has in records with the user id alone; set only where a record has name and id. Short
   * windows are kept under both keys, so that an event without the name finds the sign-in.
   */
  readonly unnamedKey: string | undefined;
  /** Of a permission set's session: when it was issued, and whose it is (`person:<user id>`) where the record says. */
  readonly fetched: { readonly by: string | undefined; readonly at: Millis } | undefined;
  readonly kind: ActorKind;
  /** To be shown: user, role or session name; never a secret. */
  readonly name: string;
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly principalId: string | undefined;
  readonly accessKeyId: string | undefined;
  /** Name of the calling session, if a session called. */
  readonly sessionName: string | undefined;
  /** Bare name of the role whose session called. */
  readonly roleName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly workload: Workload | undefined;
  /** The calling session's own MFA flag. Meaningless for federated sessions: they always say false. */
  readonly mfa: boolean | undefined;
  /** The session was made by federation (SAML, OIDC, Identity Center, a federation token), so `mfa` says nothing. */
  readonly federated: boolean;
  /** Root through AssumeRoot: a session limited to one task, not the root user. */
  readonly assumedRoot: boolean;
  /** The role behind the session is one that AWS creates for its services: told by its path, which a bare name lacks. */
  readonly serviceLinked: boolean;
  /** A service principal that made the call for the actor (forward access session). */
  readonly invokedBy: string | undefined;
}

/** Whether a key is a person's or a user's. */
export function isPersonsKey(key: string): boolean {
  return /^(?:person|user):/.test(key);
}

const owned = remembering(20_000, (key) => `a:${key}`);

/** The history owner of an actor, or undefined for services, which keep none. */
export function actorOwner(actor: Actor): string | undefined {
  return actor.kind === 'service' ? undefined : owned(actor.key);
}

/**
 * As whom an actor holds a place. Identity Center's records give a person's id, their sessions' calls the name and the
 * id: by its two keys one person would be two colleagues, and vouch for what only they have used (ADR 0051).
 */
export function presenceOf({ fetched, key, unnamedKey }: Actor): string {
  return fetched?.by ?? unnamedKey ?? key;
}

const SESSION = /^(arn:[^:]*:sts:[^:]*:[^:]*:(?:assumed-role\/[^/]*|federated-user)\/).*$/s;

/**
 * The caller's ARN as far as nobody could choose it: without the session's name, which whoever asked for the session
 * wrote. A person's is kept: an identity provider wrote that.
 */
export function fixedArn({ arn, kind }: Pick<Actor, 'arn' | 'kind'>): string | undefined {
  return kind === 'person' ? arn : arn?.replace(SESSION, '$1');
}
