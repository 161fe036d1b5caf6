import type { StsEvent } from '../event/event.ts';
import { seatOf } from '../event/seat.ts';
import type { Facts } from '../facts/facts.ts';
import type { Millis } from '../time/days.ts';
import type { JudgedEvent } from './acting.ts';
import { consider, type RevocationRules } from './guards.ts';

/** Issues of one role and session name this near to each other may be met by a deny of one of them. */
export const NEAR = 10_000;

/**
 * Ids of events that issued another session of the same role and name within ten seconds, whoever asked for it: those
 * that had been seen before, and those of this batch, which are seen now.
 */
export function bystandersOf(
  event: StsEvent,
  facts: Pick<Facts, 'marks'>,
  batch: readonly StsEvent[],
): readonly string[] {
  const seat = seatOf(event);
  if (seat === undefined) return [];
  const key = event.grant?.accessKeyId;
  const before = facts.marks('seat', NEAR, 'seat').filter((mark) => mark.value !== key);
  const beside = batch.filter(
    (other) =>
      Math.abs(other.time - event.time) <= NEAR && other.grant?.accessKeyId !== key && seatOf(other) === seat,
  );
  const ids = new Set([...before.map((mark) => mark.key), ...beside.map(({ id }) => id)]);
  ids.delete(event.id);
  return [...ids];
}

/**
 * The batch with fewer `twins`: a session that Rolewarden is about to end as well may be met by the other's deny. `now`
 * gives the clock by which an event's age is judged.
 */
export function withoutEnded(
  judged: readonly JudgedEvent[],
  rules: RevocationRules,
  now: (event: StsEvent) => Millis,
): readonly JudgedEvent[] {
  if (judged.every(({ twins }) => twins.length === 0)) return judged;
  const ended = new Set(
    judged.flatMap((one) => {
      const considered = consider({ ...one, twins: [] }, rules, now(one.event));
      return considered.kind === 'go' && considered.mode === 'auto' ? [one.event.id] : [];
    }),
  );
  return judged.map((one) => ({ ...one, twins: one.twins.filter((id) => !ended.has(id)) }));
}
