import type { Finding } from '../core/finding/finding.ts';
import type { DeliveryOutcome } from '../core/ports/delivery.ts';
import { MEASURES, type Meter } from '../core/ports/meter.ts';

/** Counts the events and findings of a batch that was judged in `seconds`, and how long after the events that was. */
export function measure(meter: Meter, outcomes: readonly DeliveryOutcome[], seconds: number): void {
  const now = Date.now();
  const times = outcomes.flatMap((outcome) => outcome.times);
  meter.observe('batch_duration', seconds);
  if (times.length === 0) return;
  meter.add('events', times.length);
  meter.observe('batch_events', times.length);
  meter.set('last_event', Math.floor(now / 1_000));
  for (const time of times) meter.observe('lag', Math.max(0, now - time) / 1_000);
  for (const finding of outcomes.flatMap(({ findings }) => findings)) measureFinding(meter, finding);
}

/** Outcomes of actions that the metric knows; it counts any other as `other`. */
const OUTCOMES: readonly string[] = MEASURES.actions.label?.values ?? [];

function measureFinding(meter: Meter, { actions, level }: Finding): void {
  meter.add('findings', 1, level);
  for (const { outcome } of actions) {
    meter.add('actions', 1, OUTCOMES.includes(outcome) ? outcome : 'other');
  }
}
