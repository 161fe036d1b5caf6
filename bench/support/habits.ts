import type { Sighting } from '../../src/core/history/habit.ts';
import { lineageOf, sessionOf } from '../../src/core/history/lineage.ts';
import type { IssuedSession } from '../../src/core/history/session.ts';
import { sightingsOf } from '../../src/core/learning/sighting.ts';
import { dayOf } from '../../src/core/time/days.ts';
import { eventOf } from '../../test/support/events.ts';
import { MORNING, STEPS, turnOf } from './traffic.ts';

const NOTHING = { reputation: 0, timing: 0, behaviour: 0, finding: null };
const DAYS = 30;

/** Thirty days in which everybody did what trafficOf lets them do, five hundred actors at a time. */
export function* habitsOf(actors: number): Generator<readonly Sighting[]> {
  const days = Array.from({ length: DAYS }, (_, at) => dayOf(MORNING) - DAYS + at);
  for (let from = 0; from < actors; from += 500) {
    const some = Array.from({ length: Math.min(500, actors - from) }, (_, at) => from + at);
    yield some.flatMap((n) => shownBy(n, actors)).map((sighting) => ({ ...sighting, days }));
  }
}

/** One sign-in and what follows from it. */
function shownBy(n: number, actors: number): readonly Sighting[] {
  const issued = new Map<string, IssuedSession>();
  const first = STEPS - (n % STEPS);
  return Array.from({ length: STEPS }, (_, step) => first + step).flatMap((turn) => {
    const event = eventOf(turnOf(n, turn, actors));
    const lineage = lineageOf(event, (key) => issued.get(key));
    const session = sessionOf(event, NOTHING, lineage);
    if (session !== undefined) issued.set(session.accessKeyId, session);
    return sightingsOf(event, 'full', lineage);
  });
}
