import { reasonOf } from '../core/errors.ts';
import type { Delivery, Fate, ObjectName, ReadProblem, Take, Taking } from '../core/ports/delivery.ts';
import type { Objects, Quarantine } from '../core/ports/ports.ts';
import { type Judged, type JudgingParts, judgeAll } from './judging.ts';
import { type NotifiedParts, readNotified } from './notified.ts';

/** What `createIntake` needs. */
export interface IntakeParts extends JudgingParts {
  readonly quarantine: Quarantine;
  readonly objects: Objects;
  /** Whether calls of other services are read from notified files, too. */
  readonly watch: boolean;
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
      await takeAll(parts, deliveries, { ...how, settled });
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
  how: Taking & Required<Pick<Taking, 'settled'>>,
): Promise<void> {
  const { settled } = how;
  const judged = await judgeAll(parts, deliveries);
  const all = await Promise.all(judged.map((one) => settle(parts, one)));
  for (const [at, { fate, objects }] of all.entries()) if (objects.length === 0) settled(at, fate);
  // one file at a time: each may be large
  for (const [at, { delivery, objects }] of all.entries()) {
    if (objects.length > 0) settled(at, await readNotified(notified(parts, how), delivery, objects));
  }
}

function notified(parts: IntakeParts, { moved, signal = NEVER }: Taking): NotifiedParts {
  return {
    ...parts,
    signal,
    judge: async (part) => {
      const [one] = await judgeAll(parts, [part]);
      moved?.();
      const fate = isOwed(parts, one?.outcome) ? 'again' : 'done';
      return { fate, problems: one?.outcome?.problems ?? [] };
    },
    refuse: (whole, problems) => refuse(parts, whole, problems),
  };
}

/** A delivery's fate as far as it is known: where it names files (`objects`), they are still to be read. */
interface Settled {
  readonly delivery: Delivery;
  readonly fate: Fate;
  readonly objects: readonly ObjectName[];
}

/** Owed comes again. Otherwise done, once what could not be read is quarantined. */
async function settle(parts: IntakeParts, { delivery, outcome }: Judged): Promise<Settled> {
  const { objects = [], problems = [] } = outcome ?? {};
  if (isOwed(parts, outcome)) return { delivery, fate: 'again', objects: [] };
  const fate = problems.length === 0 ? 'done' : await refuse(parts, delivery, problems);
  return { delivery, fate, objects: fate === 'done' ? objects : [] };
}

/** Whether an alert or revocation is outstanding, or the whole judgement. */
function isOwed({ meter }: IntakeParts, outcome: Judged['outcome']): boolean {
  if (outcome?.status === 'failed') meter.add('owed', 1);
  return outcome === undefined || outcome.status === 'failed';
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
