import type { Wanted } from './alarms.ts';
import { measured } from './measures.ts';

/** What the function measures of itself. A container is measured by Prometheus instead: docs/operations.md. */
export const OWN: readonly Wanted[] = [
  {
    name: 'findings-critical',
    words: 'A role was used in a way that is critical: read the alert.',
    metric: measured('findings', 'Sum', 'critical'),
  },
  {
    name: 'starvation',
    words: 'Not one event was judged in 30 minutes: Rolewarden is blind.',
    metric: measured('events', 'Sum', undefined, 30),
    below: 1,
  },
  {
    name: 'lag',
    words: 'Events are judged later than two minutes after they happened.',
    metric: measured('lag', 'p99'),
    from: 120,
    periods: 3,
  },
  {
    name: 'batch-duration',
    words: 'Batches take so long that the function may run into its time limit.',
    metric: measured('batch_duration', 'p99'),
    from: 30,
    periods: 3,
  },
  {
    name: 'degraded',
    words: 'Events are judged without their history: Redis does not answer.',
    metric: measured('degraded_events', 'Sum'),
    periods: 2,
  },
  {
    name: 'store-recall',
    words: 'Redis refuses or is slow when histories are read.',
    metric: measured('store_errors', 'Sum', 'recall'),
    periods: 2,
  },
  {
    name: 'unlearned',
    words: 'Redis took no lessons: replay the gap.',
    metric: measured('unlearned', 'Sum'),
    periods: 2,
  },
  {
    name: 'owed',
    words: 'Alerts or revocations are owed and cannot be delivered.',
    metric: measured('owed', 'Sum'),
    periods: 3,
  },
  {
    name: 'actions-failed',
    words: 'A revocation failed: end the session by hand.',
    metric: measured('actions', 'Sum', 'failed'),
  },
  {
    name: 'aws-throttles',
    words: 'AWS throttles Rolewarden’s own calls.',
    metric: measured('feed_errors', 'Sum', 'throttled'),
    periods: 3,
  },
  {
    name: 'aws-refuses',
    words: 'AWS refuses Rolewarden’s calls: a permission is missing.',
    metric: measured('feed_errors', 'Sum', 'refused'),
  },
  {
    name: 'unreadable',
    words: 'Records could not be read, and not be kept.',
    metric: measured('quarantined', 'Sum', 'lost'),
  },
];
