import type { Actor } from '../event/actor.ts';
import { isMadeByAws } from '../event/by-aws.ts';
import type { StsEvent } from '../event/event.ts';
import { isTemporaryKey } from '../event/issued-to.ts';
import type { Mark, MarkHolder } from '../history/mark.ts';
import { nameOfRole } from '../history/values.ts';
import { HOUR, type Millis } from '../time/days.ts';
import type { Facts } from './facts.ts';

/** Refusals within ten minutes are a burst; `slow-role-enumeration` looks further back. */
const BURST = HOUR / 6;
const NONE: readonly string[] = [];

/** Names of the roles that the actor was refused, whatever the account: a roll-out is one name in all of them. */
export function refusedNames(facts: Facts, windowMs = BURST): readonly string[] {
  return unusual(facts, facts.marks('denied', windowMs));
}

/**
 * The names of roles that the actor has taken on no earlier day: nobody guesses those that it takes daily, and a trust or
 * service control policy that breaks refuses them all at once.
 */
function unusual({ actor }: Facts, refused: readonly Mark[]): readonly string[] {
  if (refused.length === 0) return NONE;
  const names = new Set(refused.map(({ value }) => value));
  for (const role of actor.seen('role')) names.delete(nameOfRole(role));
  return [...names];
}

/**
 * Those of them that the very session was refused which now gets a role: all machines that have a role are one actor. So
 * are all pods, and all runs of a repository's pipelines, which have no session yet: of those, what was refused at the
 * same address. Of other actors, and of refusals, all.
 */
export function refusedToSession(
  { actor, outcome }: StsEvent,
  facts: Facts,
  windowMs: Millis,
): readonly string[] {
  if (outcome !== 'success') return refusedNames(facts, windowMs);
  return unusual(facts, facts.marks('denied', windowMs, refusedHolder(actor)));
}

/** Whose refusals count: those of the session, of the address, or of the actor. */
function refusedHolder({ accessKeyId, kind }: Actor): MarkHolder {
  if (kind === 'role' && isTemporaryKey(accessKeyId)) return 'session';
  return kind === 'web-identity' ? 'spot' : 'actor';
}

/**
 * Accounts in which the role of this refusal was refused under the same name (ADR 0046). None where the actor has taken
 * a role of that name anywhere: then it is a roll-out that is not everywhere yet.
 */
export function refusedAccounts(event: StsEvent, facts: Facts, windowMs = BURST): readonly string[] {
  const { outcome, role } = event;
  if (outcome !== 'denied' || role === undefined || isMadeByAws(event)) return [];
  const end = `/${role.name}`;
  const accounts = new Set<string>();
  for (const { value } of facts.marks('across', windowMs)) {
    if (value.endsWith(end)) accounts.add(value.slice(0, -end.length));
  }
  return facts.actor.seen('role').some((taken) => taken.endsWith(end)) ? [] : [...accounts];
}
