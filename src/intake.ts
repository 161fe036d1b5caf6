import type { Analyzer } from './analyzer.ts';
import type { Delivery, DeliveryOutcome, Fate, Take } from './core/delivery.ts';
import { reasonOf } from './core/errors.ts';
import type { Finding } from './core/finding.ts';
import { MEASURES, type Meter } from './core/meter.ts';
import type { Log, Quarantine } from './core/ports.ts';

export interface IntakeParts {
  readonly analyzer: Analyzer;
  readonly quarantine: Quarantine;
  readonly meter: Meter;
  readonly log: Log;
}

/** What run modes hand deliveries to: judges them, keeps what cannot be read, measures, and says what to acknowledge. */
export function createIntake(parts: IntakeParts): Take {
  const { analyzer, log, meter } = parts;
  return async (deliveries) => {
    const started = performance.now();
    try {
      const outcomes = await analyzer.analyze(deliveries);
      const fates = await Promise.all(outcomes.map((outcome, at) => settle(parts, outcome, deliveries[at])));
      measure(meter, outcomes, (performance.now() - started) / 1_000);
      for (const fate of fates) meter.add('deliveries', 1, fate);
      return fates;
    } catch (thrown) {
      log.error(
        { reason: reasonOf(thrown), deliveries: deliveries.length },
        'a batch failed; it comes again',
      );
      meter.add('deliveries', deliveries.length, 'again');
      return deliveries.map(() => 'again');
    }
  };
}

/** Keeps what could not be read; what cannot even be kept comes again, as does what is owed an effect. */
async function settle(
  { log, meter, quarantine }: IntakeParts,
  { problems, status }: DeliveryOutcome,
  delivery: Delivery | undefined,
): Promise<Fate> {
  if (status === 'failed') meter.add('owed', 1);
  const fate = status === 'failed' ? 'again' : 'done';
  if (delivery === undefined || problems.length === 0) return fate;
  meter.add('problems', problems.length);
  // what comes again is kept when it is done
  if (fate === 'again') return fate;
  try {
    await quarantine.keep({ delivery, problems });
    meter.add('quarantined', 1, 'kept');
    return fate;
  } catch (thrown) {
    log.error(
      { delivery: delivery.id, reason: reasonOf(thrown) },
      'what cannot be read could not be kept either; it comes again',
    );
    meter.add('quarantined', 1, 'lost');
    return 'again';
  }
}

function measure(meter: Meter, outcomes: readonly DeliveryOutcome[], seconds: number): void {
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

const OUTCOMES: readonly string[] = MEASURES.actions.label?.values ?? [];

function measureFinding(meter: Meter, { actions, level }: Finding): void {
  meter.add('findings', 1, level);
  for (const { outcome } of actions) {
    meter.add('actions', 1, OUTCOMES.includes(outcome) ? outcome : 'other');
  }
}
