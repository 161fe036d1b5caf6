import type { StsEvent } from '../event/event.ts';
import { accountOfRole } from '../history/values.ts';
import { HOUR, MINUTE } from '../time/days.ts';
import type { Facts } from './facts.ts';
import { freshRoles, freshRolesHere } from './fresh-roles.ts';
import type { Familiarity } from './strange-place.ts';

/** What makes a round of accounts wide, unless configured otherwise. */
export const WIDE = { accounts: 4, minutes: 10 } as const;

interface Asked {
  readonly place: Familiarity;
  readonly someAccounts: number;
  readonly windowMinutes: number;
  readonly slowAccounts: number;
  readonly slowHours: number;
}

/** Accounts of the roles that were taken and are no habit of the actor. */
export interface AccountRound {
  /** Those of the round that is judged, and the time in which they were taken. */
  readonly accounts: readonly string[];
  readonly within: string;
  /** They are enough to be reported. */
  readonly isWide: boolean;
  /** Those of minutes: what counts for this caller, and what all sessions of the actor took. */
  readonly own: readonly string[];
  readonly all: readonly string[];
}

/**
 * The round of minutes or, from a strange place, of a day. In a day people change their places, and colleagues use one role:
 * there only what was taken at this call's address counts. All that somebody new takes is new, so only an actor with
 * history is asked for a day's (ADR 0074).
 */
export function accountRound(
  event: StsEvent,
  facts: Facts,
  { place, slowAccounts, slowHours, someAccounts, windowMinutes }: Asked,
): AccountRound {
  const { own, all } = freshRoles(event, facts, {
    windowMs: windowMinutes * MINUTE,
    of: accountOfRole,
    enough: someAccounts,
  });
  const isWide = own.length >= someAccounts;
  const short = { accounts: own, within: `${windowMinutes} minutes`, isWide, own, all };
  if (isWide || place !== 'strange' || !facts.actor.covered) return short;
  const slow = freshRolesHere(event, facts, { windowMs: slowHours * HOUR, of: accountOfRole });
  return slow.length < slowAccounts
    ? short
    : { accounts: slow, within: `${slowHours} hours`, isWide: true, own, all };
}
