import { actorOwner } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { isTemporaryKey } from '../event/issued-to.ts';
import { SEEN, type Sighting } from '../history/habit.ts';
import { roleOwner } from '../history/values.ts';
import { dayOf } from '../time/days.ts';
import { sightingsOf } from './sighting.ts';

/** Days before the event's own that make a value known at once: three distinct days, eight days' age (ADR 0008). */
const BEFORE = [0, 4, 8];
/** Dimensions of a session's lineage, which the event alone does not show. */
const OF_CHAINS: ReadonlySet<string> = new Set(['depth', 'root']);

/**
 * What a person teaches by accepting an event: each of its values becomes known for the actor and the role, from the
 * next day on, as if it had been seen quietly for long enough. Coverage, the organisation's knowledge and everything
 * else stay as they are. Adding it twice, or before or after other learning, gives the same history.
 */
export function acceptedSightings(event: StsEvent): readonly Sighting[] {
  const owners = new Set([actorOwner(event.actor), event.role && roleOwner(event.role)]);
  const session = isTemporaryKey(event.actor.accessKeyId);
  return sightingsOf({ ...event, outcome: 'success' }, 'full', { sessions: [], partial: session })
    .filter(({ owner, dimension }) => owners.has(owner) && !(session && OF_CHAINS.has(dimension)))
    .map((sighting) => (sighting.value === SEEN ? sighting : { ...sighting, days: daysBefore(event) }));
}

function daysBefore({ time }: StsEvent): readonly number[] {
  return BEFORE.map((before) => dayOf(time) - before).sort((a, b) => a - b);
}
