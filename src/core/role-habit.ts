import type { Facts } from './facts.ts';
import { VALUE_CAP } from './habit.ts';

/** Whether the actor has taken a role (`roleValue`) before. */
export type IsHabit = (role: string) => boolean;

/**
 * A full history cannot hold the next role. Of an actor with so many roles the name alone is compared, whatever the
 * account.
 */
export function roleHabit({ actor }: Facts): IsHabit {
  const taken = new Set(actor.seen('role'));
  if (taken.size < VALUE_CAP) return (role) => taken.has(role);
  const names = new Set([...taken].map(nameOf));
  return (role) => names.has(nameOf(role));
}

const nameOf = (role: string) => role.slice(role.indexOf('/') + 1);
