import type { Actor } from './actor.ts';
import type { RoleRef } from './event.ts';

/** How much a role can do, as configured or, without configuration, as its name says. */
export type Sensitivity = 'admin' | 'power' | 'ordinary';

export interface RoleTraits {
  readonly sensitivity: Sensitivity;
  /** The configuration, or the role's name, said so. */
  readonly source: 'configuration' | 'name';
  readonly breakGlass: boolean;
  readonly decoy: boolean;
}

/** Working hours of an actor or role. Hours are local to `zone`, [from, to); wraps midnight if from > to. */
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
  /** `own`: of the organisation, `trusted`: configured outsider, `stranger`: neither; `unknown`: no accounts configured. */
  account(accountId: string): 'own' | 'trusted' | 'stranger' | 'unknown';
  role(role: RoleRef): RoleTraits;
  /** The first schedule whose pattern matches the actor's key, name or ARN, or the role's ARN. */
  schedule(actor: Actor, role: RoleRef | undefined): Schedule | undefined;
}
