import type { DeliveryOutcome, Reading } from './core/delivery.ts';
import type { StsEvent } from './core/event.ts';
import type { Finding } from './core/finding.ts';

/** What came of one event. Without a finding: of one that says only that an ended session lives. */
export interface Done {
  readonly event: StsEvent;
  readonly finding: Finding | undefined;
  readonly settled: boolean;
}

/** What came of a delivery: of the events in it, among all of its batch. */
export function outcomeOf(
  deliveryId: string,
  { events, objects, problems }: Reading,
  all: readonly Done[],
): DeliveryOutcome {
  const within = new Set(events);
  const own = all.filter(({ event }) => within.has(event));
  const owed = own.some(({ settled }) => !settled);
  const status = events.length === 0 ? 'ignored' : owed ? 'failed' : 'analyzed';
  const times = events.map(({ time }) => time);
  const findings = own.flatMap(({ finding }) => finding ?? []);
  return { deliveryId, status, times, findings, problems, objects };
}
