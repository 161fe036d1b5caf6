import type { StsEvent } from '../event/event.ts';
import { isTemporaryKey } from '../event/issued-to.ts';
import { ORGANISATION } from '../facts/organisation-owner.ts';
import { callerName } from '../history/issue-name.ts';
import type { Mark } from '../history/mark.ts';
import type { RecallRequest } from '../ports/ports.ts';
import { cutOf } from '../time/days.ts';
import { holdersOf, markOwner } from './mark-owner.ts';
import { marksOf } from './marks-of.ts';
import { type Owners, ownersOf } from './owners.ts';

/** Everything the group's events will ask for, in one request. `asked` is what `ownersOf` says of each. */
export function recallRequest(
  events: readonly StsEvent[],
  asked: readonly Owners[] = events.map(ownersOf),
): RecallRequest {
  const marks: Mark[] = [];
  const sessions = new Set<string>();
  for (const event of events) {
    marks.push(...marksOf(event));
    const key = event.actor.accessKeyId;
    if (!isTemporaryKey(key)) continue;
    sessions.add(key);
    const name = callerName(event.actor);
    if (name !== undefined) sessions.add(name);
  }
  return {
    cut: cutOf(events[0]?.time ?? 0),
    owners: ownersAsked(asked),
    marks,
    markOwners: markOwnersAsked(events),
    sessions: [...sessions],
  };
}

function ownersAsked(asked: readonly Owners[]): readonly string[] {
  const owners = new Set<string>();
  for (const { actor, callerRole, role, values } of asked) {
    if (actor !== undefined) owners.add(actor);
    if (role !== undefined) owners.add(role);
    if (callerRole !== undefined) owners.add(callerRole);
    owners.add(ORGANISATION);
    for (const { owner } of values) owners.add(owner);
  }
  return [...owners];
}

function markOwnersAsked(events: readonly StsEvent[]): readonly string[] {
  const owners = new Set<string>();
  for (const event of events) {
    for (const holder of holdersOf(event)) {
      const owner = markOwner(event, holder);
      if (owner !== undefined) owners.add(owner);
    }
  }
  return [...owners];
}
