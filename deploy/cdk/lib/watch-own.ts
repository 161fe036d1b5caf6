import type { Wanted } from './alarms.ts';
import { measured } from './measures.ts';
import type { Settings } from './settings.ts';

/** Alarms for what the function or the container measures itself and writes to its log. */
export function ownAlarms({ compute, feed }: Settings): readonly Wanted[] {
  return [...OWN, starved(feed), late(compute, feed), ...(feed === 's3' ? OBJECTS : [])];
}

/** Minutes without events that are an alarm: STS is called each minute. CloudTrail writes files after about five. */
export function silence(feed: Settings['feed']): number {
  return feed === 's3' ? 30 : 15;
}

function starved(feed: Settings['feed']): Wanted {
  const minutes = silence(feed);
  return {
    name: 'starvation',
    words: `No event was judged in ${minutes} minutes, not even the canary's call: Rolewarden is blind.`,
    metric: measured('Events', 'Sum', minutes),
    below: 1,
  };
}

/** Minutes after which an event is judged late; more for files, which CloudTrail writes after about five. */
const LATE = 2;
const LATE_FILES = 15;

/** For a container the median counts: its log line is about a minute, in which one of many events is always late. */
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

/** Seconds that a batch may take: half of the function's timeout, a quarter of a container's visibility timeout. */
const SLOW = 15;

const OWN: readonly Wanted[] = [
  {
    name: 'findings-critical',
    words: 'There is a critical finding: read the alert.',
    metric: measured('FindingsCritical', 'Sum'),
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
    words: 'Redis refused what was learned: replay the gap.',
    metric: measured('Unlearned', 'Sum'),
    periods: 2,
  },
  {
    name: 'owed',
    words: 'Alerts or revocations fail, and are retried.',
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
    words: 'A breaker is open: revocations wait for approval.',
    metric: measured('BreakersOpen', 'Maximum'),
  },
  {
    name: 'actions-stopped',
    words: 'The kill switch is pulled: nothing is ended.',
    metric: measured('ActionsStopped', 'Maximum'),
  },
  {
    name: 'actions-unsigned',
    words: 'A revocation in Redis has no valid signature: nothing is done for it.',
    metric: measured('ActionsUnsigned', 'Maximum'),
  },
  {
    name: 'unreadable',
    words: 'Records could not be read, and could not be quarantined.',
    metric: measured('QuarantinedLost', 'Sum'),
  },
];

/** Alarms for the objects of feed s3. */
const OBJECTS: readonly Wanted[] = [
  {
    name: 'objects-failed',
    words: 'Objects of the trail could not be read.',
    metric: measured('ObjectsFailed', 'Sum'),
    periods: 2,
  },
];
