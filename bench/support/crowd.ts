import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { inOrder } from '../../src/core/event/order.ts';
import type { Sighting } from '../../src/core/history/habit.ts';
import { sessionOf } from '../../src/core/history/lineage.ts';
import type { IssuedSession } from '../../src/core/history/session.ts';
import { recallRequest } from '../../src/core/learning/recall-request.ts';
import { sightingsOf } from '../../src/core/learning/sighting.ts';
import type { RecallRequest } from '../../src/core/ports/ports.ts';
import { DAY, dayOf, HOUR, utc } from '../../src/core/time/days.ts';
import { eventOf } from '../../test/support/events.ts';

/** Batches fall on up to 1,500 days after this one, and records ahead of the clock are refused. */
const TODAY = Date.parse('2021-06-01T00:00:00Z');
const NOTHING = { reputation: 0, timing: 0, behaviour: 0, finding: null };
const PLACES: readonly PlaceName[] = ['berlinHome', 'lisbon'];

/** What the store is asked and told for a batch of events. */
export interface Batch {
  readonly size: number;
  readonly request: RecallRequest;
  readonly sightings: readonly Sighting[];
  readonly sessions: readonly IssuedSession[];
}

/** A user of the crowd takes one of three hundred roles, at a time of the day that its number says, a little later in every walk. */
function eventAt(actor: number, day: number, walk: number): StsEvent {
  const account = String(111_111_111_111 + (actor % 20));
  const at = day + 9 * HOUR + ((actor * 7) % 14_400) * 1_000 + (walk % 16) * 1_000;
  return eventOf(
    assumeRole({
      by: user(account, `crowd-${actor}`),
      role: { account, name: `Role${actor % 300}` },
      session: `crowd-${actor}`,
      account,
      at: utc(at),
      from: address(PLACES[actor % 2] ?? 'lisbon', 1 + (actor % 60)),
      nonce: walk,
    }),
  );
}

const LINEAGE = { sessions: [], partial: false };

/** Thirty days of everybody's habits, a thousand actors at a time. */
export function* historiesOf(actors: number, days: number): Generator<readonly Sighting[]> {
  const span = Array.from({ length: days }, (_, at) => dayOf(TODAY) - days + at);
  for (let from = 0; from < actors; from += 1_000) {
    const some = Array.from({ length: Math.min(1_000, actors - from) }, (_, at) =>
      eventAt(from + at, TODAY, 0),
    );
    const kept = (owner: string) => from === 0 || !owner.startsWith('o:') || owner.startsWith('o:name/');
    yield some.flatMap((event) =>
      sightingsOf(event, 'full', LINEAGE)
        .map((sighting) => ({ ...sighting, days: span }))
        .filter(({ owner }) => kept(owner)),
    );
  }
}

/** Events of one day, spread evenly over all actors, in batches. Another walk of the same day has other ids. */
export function* batchesOf(how: {
  readonly actors: number;
  readonly events: number;
  readonly size: number;
  readonly walk: number;
  readonly day: number;
}): Generator<Batch> {
  const { actors, events, size, walk, day } = how;
  for (let from = 0; from < events; from += size) {
    const some = inOrder(
      Array.from({ length: Math.min(size, events - from) }, (_, at) =>
        eventAt(Math.floor(((from + at) * actors) / events), TODAY + day * DAY, walk),
      ),
    );
    yield {
      size: some.length,
      request: recallRequest(some),
      sightings: some.flatMap((event) => sightingsOf(event, 'full', LINEAGE)),
      sessions: some.flatMap((event) => sessionOf(event, NOTHING, LINEAGE) ?? []),
    };
  }
}
