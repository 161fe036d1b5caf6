import type { Actor } from './actor.ts';
import type { RoleRef } from './event.ts';

/** How much a role can do: as configured or, if not configured, as its name suggests. */
export type Sensitivity = 'admin' | 'power' | 'ordinary';

/** What the operator, or the role's name, says of a role. */
export interface RoleTraits {
  readonly sensitivity: Sensitivity;
  /** Where the sensitivity comes from. */
  readonly source: 'configuration' | 'name';
  readonly breakGlass: boolean;
  readonly decoy: boolean;
  /** On the operator's block list: nobody may assume it. */
  readonly blocked: boolean;
}

/** Working hours of an actor or role. Hours are local to `zone`, [from, to); they wrap around midnight if from > to. */
export interface Schedule {
  readonly name: string;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  /** ISO weekdays, 1 = Monday. */
  readonly days: readonly number[];
  /** Local dates, YYYY-MM-DD. */
  readonly holidays: readonly string[];
}

/** The operator's knowledge, compiled from the configuration. */
export interface Settings {
  /**
   * `own`: the organisation's; `trusted`: a configured outside account; `stranger`: neither; `unknown`: no accounts are
   * configured.
   */
  account(accountId: string): 'own' | 'trusted' | 'stranger' | 'unknown';
  /** Whether a trusted outside account must pass an external id; undefined where nothing is configured. */
  needsExternalId(accountId: string): boolean | undefined;
  role(role: RoleRef): RoleTraits;
  /** Whether a SAML provider (ARN) or OIDC issuer is configured; undefined where none of its kind is configured. */
  provider(kind: 'saml' | 'oidc', name: string): boolean | undefined;
  /** Whether a role expects this OIDC subject; undefined where no subjects are configured for the role. */
  expects(role: RoleRef, subject: string): boolean | undefined;
  /** Whether a name or ARN belongs to Rolewarden itself. */
  isOurs(name: string): boolean;
  /** Whether a tag's key says of a role or user whether its sessions may be ended. */
  isGuard(tag: string): boolean;
  /** The first schedule whose pattern matches the actor's key, name or ARN, or the role's ARN. */
  schedule(actor: Actor, role: RoleRef | undefined): Schedule | undefined;
}
