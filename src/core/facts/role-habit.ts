import type { RoleRef } from '../event/event.ts';
import { commonName } from '../event/role-names.ts';
import { VALUE_CAP } from '../history/habit.ts';
import { nameOfRole, roleValue } from '../history/values.ts';
import type { OwnerView } from '../history/view.ts';
import type { Facts } from './facts.ts';

/** Whether the actor has taken a role (`roleValue`) before. */
export type IsHabit = (role: string) => boolean;

/**
 * A full history cannot hold the next role. Of an actor with so many roles the name alone is compared, whatever the
 * account.
 */
export function roleHabit({ actor }: Pick<Facts, 'actor'>): IsHabit {
  const taken = new Set(actor.seen('role'));
  if (taken.size < VALUE_CAP) return (role) => taken.has(role);
  const names = new Set([...taken].map(nameOf));
  return (role) => names.has(nameOf(role));
}

const nameOf = (role: string) => commonName(nameOfRole(role));

/** Whether the actor has taken a role of the same name in another account: roles are rolled out by account. */
export function hasNamesake(role: RoleRef, actor: OwnerView): boolean {
  const value = roleValue(role);
  const name = commonName(role.name);
  return actor.seen('role').some((taken) => taken !== value && nameOf(taken) === name);
}

/** Whether somebody has taken the role, and nobody but services. */
export function isServicesOnly(role: OwnerView): boolean {
  const kinds = role.seen('caller-kind');
  return kinds.length > 0 && kinds.every((kind) => kind === 'service');
}
