import type { Analyzer } from './analyzer.ts';
import type { Delivery, DeliveryOutcome, Fate, ReadProblem, Take } from './core/delivery.ts';
import { reasonOf } from './core/errors.ts';
import type { Finding } from './core/finding.ts';
import { MEASURES, type Meter } from './core/meter.ts';
import type { KeptFindings, Log, Objects, Quarantine } from './core/ports.ts';
import { readNotified } from './notified.ts';

export interface IntakeParts {
  readonly analyzer: Analyzer;
  readonly quarantine: Quarantine;
  readonly objects: Objects;
  /** Left out where nobody could ask for them later. */
  readonly findings: KeptFindings | undefined;
  readonly meter: Meter;
  readonly log: Log;
}

interface Settled {
  readonly outcome: DeliveryOutcome;
  readonly fate: Fate;
}

/**
 * What run modes hand deliveries to: judges them, reads the files that they name, keeps what cannot be read, measures,
 * and says what to acknowledge.
 */
export function createIntake(parts: IntakeParts): Take {
  const { log, meter } = parts;
  return async (deliveries) => {
    let fates: readonly Fate[];
    try {
      fates = await takeAll(parts, deliveries);
    } catch (thrown) {
      log.error(
        { reason: reasonOf(thrown), deliveries: deliveries.length },
        'a batch failed; it comes again',
      );
      fates = deliveries.map(() => 'again');
    }
    for (const fate of fates) meter.add('deliveries', 1, fate);
    return fates;
  };
}

async function takeAll(parts: IntakeParts, deliveries: readonly Delivery[]): Promise<readonly Fate[]> {
  const settled = await judge(parts, deliveries);
  const fates: Fate[] = [];
  // One file at a time: each may be large.
  for (const [at, { fate, outcome }] of settled.entries()) {
    const delivery = deliveries[at];
    const more = delivery !== undefined && outcome.objects.length > 0 && fate === 'done';
    fates.push(more ? await readFiles(parts, delivery, outcome) : fate);
  }
  return fates;
}

function readFiles(parts: IntakeParts, delivery: Delivery, { objects }: DeliveryOutcome): Promise<Fate> {
  return readNotified(
    {
      ...parts,
      judge: async (part) => {
        const [settled] = await judge(parts, [part]);
        return settled?.fate ?? 'again';
      },
      refuse: (whole, problems) => refuse(parts, whole, problems),
    },
    delivery,
    objects,
  );
}

async function judge(parts: IntakeParts, deliveries: readonly Delivery[]): Promise<readonly Settled[]> {
  const started = performance.now();
  const outcomes = await parts.analyzer.analyze(deliveries);
  measure(parts.meter, outcomes, (performance.now() - started) / 1_000);
  await keep(
    parts,
    outcomes.flatMap(({ findings }) => findings),
  );
  return Promise.all(
    outcomes.map(async (outcome, at) => ({ outcome, fate: await settle(parts, outcome, deliveries[at]) })),
  );
}

/** Findings are kept as a service: a store that cannot take them holds nothing up. */
async function keep({ findings: kept, log }: IntakeParts, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings) log.debug({ finding }, 'finding');
  try {
    if (findings.length > 0) await kept?.keep(findings);
  } catch (thrown) {
    log.debug({ reason: reasonOf(thrown), findings: findings.length }, 'findings were not kept');
  }
}

/** What is owed an effect comes again; what could not be read is kept when the rest is done. */
async function settle(
  parts: IntakeParts,
  { problems, status }: DeliveryOutcome,
  delivery: Delivery | undefined,
): Promise<Fate> {
  if (status === 'failed') {
    parts.meter.add('owed', 1);
    return 'again';
  }
  return delivery === undefined || problems.length === 0 ? 'done' : refuse(parts, delivery, problems);
}

/** Keeps what cannot be read: done, for it would never be. What cannot even be kept comes again. */
async function refuse(
  { log, meter, quarantine }: IntakeParts,
  delivery: Delivery,
  problems: readonly ReadProblem[],
): Promise<Fate> {
  meter.add('problems', problems.length);
  try {
    await quarantine.keep({ delivery, problems });
    meter.add('quarantined', 1, 'kept');
    return 'done';
  } catch (thrown) {
    const reason = reasonOf(thrown);
    log.error({ delivery: delivery.id, reason }, 'what cannot be read could not be kept; it comes again');
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
