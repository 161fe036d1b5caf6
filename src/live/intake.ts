import type { Analyzer } from '../analyzer.ts';
import { reasonOf } from '../core/errors.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { Delivery, DeliveryOutcome, Fate, ReadProblem, Take } from '../core/ports/delivery.ts';
import type { Meter } from '../core/ports/meter.ts';
import type { KeptFindings, Log, Objects, Quarantine } from '../core/ports/ports.ts';
import { measure } from './measuring.ts';
import { type NotifiedParts, readNotified } from './notified.ts';

/** What `createIntake` needs. */
export interface IntakeParts {
  readonly analyzer: Analyzer;
  readonly quarantine: Quarantine;
  readonly objects: Objects;
  /** Where findings are kept for people; undefined without a store that they could ask. */
  readonly findings: KeptFindings | undefined;
  /** Whether calls of other services are read from notified files, too. */
  readonly watch: boolean;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * Makes what run modes hand deliveries to. It judges them, reads the files that they name, quarantines what cannot be
 * read, measures, and says what to acknowledge.
 */
export function createIntake(parts: IntakeParts): Take {
  const { log, meter } = parts;
  return async (deliveries, how = {}) => {
    const fates: Fate[] = [];
    const settled = (at: number, fate: Fate) => {
      fates[at] = fate;
      meter.add('deliveries', 1, fate);
      how.settled?.(at, fate);
    };
    try {
      await takeAll(parts, deliveries, how.signal ?? NEVER, settled);
    } catch (thrown) {
      log.error(
        { reason: reasonOf(thrown), deliveries: deliveries.length },
        'a batch failed; it is redelivered',
      );
    }
    for (const at of deliveries.keys()) if (fates[at] === undefined) settled(at, 'again');
    return fates;
  };
}

const NEVER = new AbortController().signal;

async function takeAll(
  parts: IntakeParts,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
  settled: (at: number, fate: Fate) => void,
): Promise<void> {
  const outcomes = await judge(parts, deliveries);
  const fates = await Promise.all(outcomes.map((outcome, at) => settle(parts, outcome, deliveries[at])));
  const files = [...outcomes.entries()].filter(
    ([at, { objects }]) => objects.length > 0 && fates[at] === 'done',
  );
  const later = new Set(files.map(([at]) => at));
  for (const [at, fate] of fates.entries()) if (!later.has(at)) settled(at, fate);
  // one file at a time: each may be large
  for (const [at, { objects }] of files) {
    const delivery = deliveries[at];
    if (delivery !== undefined) settled(at, await readNotified(notified(parts, signal), delivery, objects));
  }
}

function notified(parts: IntakeParts, signal: AbortSignal): NotifiedParts {
  return {
    ...parts,
    signal,
    judge: async (part) => {
      const [outcome] = await judge(parts, [part]);
      if (outcome?.status === 'failed') parts.meter.add('owed', 1);
      const fate = outcome === undefined || outcome.status === 'failed' ? 'again' : 'done';
      return { fate, problems: outcome?.problems ?? [] };
    },
    refuse: (whole, problems) => refuse(parts, whole, problems),
  };
}

async function judge(
  parts: IntakeParts,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryOutcome[]> {
  const started = performance.now();
  const outcomes = await parts.analyzer.analyze(deliveries);
  measure(parts.meter, outcomes, (performance.now() - started) / 1_000);
  await keep(
    parts,
    outcomes.flatMap(({ findings }) => findings),
  );
  return outcomes;
}

/** Keeps findings for people to look up. If the store fails, nothing waits for it: they are not kept. */
async function keep({ findings: kept, log }: IntakeParts, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings) log.debug({ finding }, 'finding');
  try {
    if (findings.length > 0) await kept?.keep(findings);
  } catch (thrown) {
    log.debug({ reason: reasonOf(thrown), findings: findings.length }, 'findings were not kept');
  }
}

/** `again` if an alert or revocation is outstanding. Otherwise done, once what could not be read is quarantined. */
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

/**
 * Quarantines what cannot be read. Done then, since no redelivery would help; `again` if it could not be quarantined.
 */
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
    log.error(
      { delivery: delivery.id, reason },
      'unreadable input could not be quarantined; it is redelivered',
    );
    meter.add('quarantined', 1, 'lost');
    return 'again';
  }
}
