import { actorOwner, isPersonsKey } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { isWork } from '../event/tactic.ts';
import { isInsider } from '../facts/insider.ts';
import { organisationLessons } from '../facts/organisation.ts';
import { ORGANISATION, organisationOwner } from '../facts/organisation-owner.ts';
import { type Habits, SEEN, type Sighting } from '../history/habit.ts';
import { rootOf } from '../history/lineage.ts';
import type { Lineage } from '../history/session.ts';
import { probationOf } from '../history/states.ts';
import { roleOwner } from '../history/values.ts';
import { dayOf } from '../time/days.ts';
import { type Tell, tellActor, tellRole, tellWork } from './habits-told.ts';

/** `full`: a quiet event. `probation`: kept apart. `none`: at or above the alert threshold, only that there was something. */
export type Teach = 'full' | 'probation' | 'none';

const UNKNOWN: ReadonlyMap<string, Habits> = new Map();
const NOTHING: readonly Sighting[] = [];

/**
 * What an event teaches: about its actor, about the role, and about the organisation. That actor and role were active
 * is a fact, told whatever the score (ADR 0025): on probation it makes no history, but nobody calls them dormant. Calls of
 * other services (`sessions: watch`) teach what a role's sessions are used for, and nothing else. What would not change
 * the `known` histories is left out: on an ordinary day that is almost everything, and in a busy organisation each value
 * that a full dimension would drop again.
 */
export function sightingsOf(
  event: StsEvent,
  teach: Teach,
  lineage: Lineage,
  known: ReadonlyMap<string, Habits> = UNKNOWN,
): readonly Sighting[] {
  if (event.outcome !== 'success' || (event.service === 'watched' && !isWork(event))) return NOTHING;
  const days = [dayOf(event.time)];
  const sightings: Sighting[] = [];
  let owner = '';
  let habits: Habits | undefined;
  const about = (next: string) => {
    owner = next;
    habits = known.get(next);
  };
  const tell: Tell = (name, value) => {
    if (value === undefined || (teach === 'none' && name !== 'seen')) return;
    const dimension = teach === 'full' ? name : probationOf(name);
    if (habits?.settled(dimension, value, days) !== true) sightings.push({ owner, dimension, value, days });
  };
  const actor = actorOwner(event.actor);
  if (actor !== undefined) {
    about(actor);
    if (event.service === 'watched') tellWork(event, tell);
    else tellActor(event, tell);
  }
  if (event.role !== undefined) {
    about(roleOwner(event.role));
    tellRole(event, lineage, tell);
  }
  if (teach === 'none') return sightings;
  if (isInsider(event)) {
    about(ORGANISATION);
    tell('seen', SEEN);
  }
  const persons = isPersons(event, lineage);
  organisationLessons(event, (dimension, value, holder) => {
    if (persons && (dimension === 'country' || dimension === 'network')) return;
    about(organisationOwner(dimension, value));
    tell('seen', SEEN);
    tell('holder', holder);
  });
  return sightings.length === 0 ? NOTHING : sightings;
}

/**
 * A role's session that a person or user asked for. Where they are, their own calls say: with each role that they take
 * they would be one more colleague there, and two roles made a thief's network one of the organisation's.
 */
function isPersons(event: StsEvent, lineage: Lineage): boolean {
  return event.actor.kind === 'role' && isPersonsKey(rootOf(event, lineage) ?? '');
}
