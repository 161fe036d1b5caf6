import type { StsEvent } from '../core/event/event.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { DeliveryOutcome, Reading } from '../core/ports/delivery.ts';

/** What came of one event. `finding` is undefined for an event that only shows that an ended session is still used. */
export interface EventDone {
  readonly event: StsEvent;
  readonly finding: Finding | undefined;
  readonly settled: boolean;
}

/** What came of one delivery; `all` has what came of the events of its whole batch. */
export function deliveryOutcome(
  deliveryId: string,
  { events, objects, problems }: Reading,
  all: readonly EventDone[],
): DeliveryOutcome {
  const within = new Set(events);
  const own = all.filter(({ event }) => within.has(event));
  const owed = own.some(({ settled }) => !settled);
  const judged = owed ? 'failed' : 'analyzed';
  const status = events.length === 0 ? 'ignored' : judged;
  const times = events.map(({ time }) => time);
  const findings = own.flatMap(({ finding }) => finding ?? []);
  return { deliveryId, status, times, findings, problems, objects };
}
