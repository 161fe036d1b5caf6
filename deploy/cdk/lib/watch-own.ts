import type { Wanted } from './alarms.ts';
import { measured } from './measures.ts';
import type { Settings } from './settings.ts';

/** What function and container measure of themselves, and write to their log. */
export function ownAlarms({ compute, feed }: Settings): readonly Wanted[] {
  return [...OWN, late(compute, feed), ...(feed === 's3' ? OBJECTS : [])];
}

/** Minutes. CloudTrail writes its files after about five. */
const [LATE, LATE_FILES] = [2, 15];

/** A container's line is about a minute, not a batch: among thousands one is always late, so it is half of them there. */
function late(compute: Settings['compute'], feed: Settings['feed']): Wanted {
  const minutes = feed === 's3' ? LATE_FILES : LATE;
  return {
    name: 'lag',
    words: `Events are judged later than ${minutes} minutes after they happened.`,
    metric: measured(compute === 'lambda' ? 'LagMax' : 'LagMedian', 'p99'),
    from: minutes * 60,
    periods: 3,
  };
}

/** Fifteen seconds: half of what the function has, a quarter of what a message is lent to a container for. */
const SLOW = 15;

const OWN: readonly Wanted[] = [
  {
    name: 'findings-critical',
    words: 'A role was used in a way that is critical: read the alert.',
    metric: measured('FindingsCritical', 'Sum'),
  },
  {
    name: 'starvation',
    words: 'Not one event was judged in 30 minutes: Rolewarden is blind.',
    metric: measured('Events', 'Sum', 30),
    below: 1,
  },
  {
    name: 'batch-duration',
    words: 'Batches take 15 seconds and more: Redis, IAM or a sink is slow.',
    metric: measured('BatchDurationMax', 'p99'),
    from: SLOW,
    periods: 3,
  },
  {
    name: 'degraded',
    words: 'Events are judged without their history: Redis does not answer.',
    metric: measured('DegradedEvents', 'Sum'),
    periods: 2,
  },
  {
    name: 'store-recall',
    words: 'Redis refuses or is slow when histories are read.',
    metric: measured('StoreErrorsRecall', 'Sum'),
    periods: 2,
  },
  {
    name: 'unlearned',
    words: 'Redis took no lessons: replay the gap.',
    metric: measured('Unlearned', 'Sum'),
    periods: 2,
  },
  {
    name: 'owed',
    words: 'Alerts or revocations are owed and cannot be delivered.',
    metric: measured('Owed', 'Sum'),
    periods: 3,
  },
  {
    name: 'actions-failed',
    words: 'A revocation failed: end the session by hand.',
    metric: measured('ActionsFailed', 'Sum'),
  },
  {
    name: 'actions-retrying',
    words: 'Revocations wait: IAM throttles or fails.',
    metric: measured('ActionsRetrying', 'Sum'),
    periods: 3,
  },
  {
    name: 'breaker-open',
    words: 'A breaker is open: what is to be ended waits for a person.',
    metric: measured('BreakersOpen', 'Maximum'),
  },
  {
    name: 'actions-stopped',
    words: 'The kill switch is pulled: nothing is ended.',
    metric: measured('ActionsStopped', 'Maximum'),
  },
  {
    name: 'unreadable',
    words: 'Records could not be read, and not be kept.',
    metric: measured('QuarantinedLost', 'Sum'),
  },
];

/** With feed s3 also what became of the objects. */
const OBJECTS: readonly Wanted[] = [
  {
    name: 'objects-failed',
    words: 'Objects of the trail could not be read.',
    metric: measured('ObjectsFailed', 'Sum'),
    periods: 2,
  },
];
