import { grouped } from '../collections/grouped.ts';
import type { StsEvent } from '../event/event.ts';
import { seatOf } from '../event/seat.ts';
import type { Facts } from '../facts/facts.ts';
import type { Millis } from '../time/days.ts';
import type { JudgedEvent } from './acting.ts';
import { consider, type RevocationRules } from './guards.ts';

/** Issues of one role and session name this near to each other may be met by a deny of one of them. */
export const NEAR = 10_000;

/** Bystanders that are looked at: with more, a person decides, whoever else is ended. */
const LOOKED_AT = 1_000;
/** Stands for all others: no event has this id. */
const OTHERS = '';
/** Within one second, an order may not be that of the times. */
const SECOND = 1_000;

/** Issuing events of a batch by their seat, those of each in order. */
export type Seats = () => ReadonlyMap<string | undefined, readonly StsEvent[]>;

/** The seats of events that are in order, found when they are first asked for: most batches have nothing critical. */
export function seatsOf(ordered: readonly StsEvent[]): Seats {
  let seats: ReturnType<Seats> | undefined;
  return () => {
    seats ??= grouped(ordered, seatOf);
    return seats;
  };
}

/**
 * Ids of events that issued another session of the same role and name within ten seconds, whoever asked for it: those
 * that had been seen before, and those of this batch, which are seen now.
 */
export function bystandersOf(event: StsEvent, facts: Pick<Facts, 'marks'>, seats: Seats): readonly string[] {
  const seat = seatOf(event);
  if (seat === undefined) return [];
  const key = event.grant?.accessKeyId;
  const before = facts.marks('seat', NEAR, 'seat').filter((mark) => mark.value !== key);
  const ids = new Set(before.map((mark) => mark.key));
  const held = seats().get(seat) ?? [];
  for (const other of around(held, event.time)) {
    // whoever fills a batch with sessions of one seat must not fill the memory with pairs of them
    if (ids.size > LOOKED_AT + 1) break;
    if (other.grant?.accessKeyId !== key) ids.add(other.id);
  }
  ids.delete(event.id);
  return ids.size <= LOOKED_AT ? [...ids] : [...[...ids].slice(0, LOOKED_AT), OTHERS];
}

/** The events near to a time, found without a look at the others. */
function* around(ordered: readonly StsEvent[], time: Millis): Generator<StsEvent> {
  for (let at = firstFrom(ordered, time - NEAR - SECOND); at < ordered.length; at++) {
    const event = ordered[at];
    if (event === undefined || event.time > time + NEAR + SECOND) return;
    if (Math.abs(event.time - time) <= NEAR) yield event;
  }
}

/** Where the events of a time or later begin, but for the order within a second. */
function firstFrom(ordered: readonly StsEvent[], time: Millis): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The batch with fewer `bystanders`: a session that Rolewarden is about to end as well may be met by the other's deny. `now`
 * gives the clock by which an event's age is judged.
 */
export function withoutEnded(
  judged: readonly JudgedEvent[],
  rules: RevocationRules,
  now: (event: StsEvent) => Millis,
): readonly JudgedEvent[] {
  if (judged.every(({ bystanders }) => bystanders.length === 0)) return judged;
  const ended = new Set(
    judged.flatMap((one) => {
      const considered = consider({ ...one, bystanders: [] }, rules, now(one.event));
      return considered.kind === 'go' && considered.mode === 'auto' ? [one.event.id] : [];
    }),
  );
  return judged.map((one) => ({ ...one, bystanders: one.bystanders.filter((id) => !ended.has(id)) }));
}
