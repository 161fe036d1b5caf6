import { OUTCOMES } from '../finding/outcomes.ts';

/** How a measure adds up: `counter` only grows, `gauge` is what it was last, `histogram` is a distribution. */
export type MeasureKind = 'counter' | 'gauge' | 'histogram';

/** One measure, as operators see it: `rolewarden_<name>` in Prometheus, PascalCase in CloudWatch. */
export interface MeasureMeta {
  readonly kind: MeasureKind;
  readonly unit: 'count' | 'seconds' | 'bytes';
  readonly help: string;
  /** The one label, with every value that it can have. */
  readonly label?: { readonly name: string; readonly values: readonly string[] };
}

const counted = (help: string, label?: MeasureMeta['label']) =>
  ({ kind: 'counter', unit: 'count', help, ...(label === undefined ? {} : { label }) }) as const;
const gauge = (unit: MeasureMeta['unit'], help: string) => ({ kind: 'gauge', unit, help }) as const;
const spread = (unit: MeasureMeta['unit'], help: string) => ({ kind: 'histogram', unit, help }) as const;
const label = (name: string, ...values: readonly string[]) => ({ name, values });

/** Everything that is measured. docs/consumer.md has it as a table. */
export const MEASURES = {
  deliveries: counted(
    'Messages, records and invocations received: done, or returned for redelivery.',
    label('fate', 'done', 'again'),
  ),
  events: counted(
    'Events that were judged: STS, sign-in and, with sessions: watch, other services’; copies and redeliveries included.',
  ),
  findings: counted('Findings by level.', label('level', 'info', 'low', 'medium', 'high', 'critical')),
  actions: counted(
    'What became of revocations that were considered.',
    label('outcome', ...OUTCOMES, 'other'),
  ),
  owed: counted('Deliveries returned because an alert or a revocation is still outstanding.'),
  problems: counted('Records that could not be read: skipped, and put into quarantine.'),
  quarantined: counted(
    'Deliveries with such records, by what became of them.',
    label('outcome', 'kept', 'lost'),
  ),
  objects: counted('S3 objects that notifications named.', label('outcome', 'read', 'skipped', 'failed')),
  store_errors: counted(
    'Batches in which the store failed, by step.',
    label('step', 'recall', 'marks', 'learn'),
  ),
  degraded_events: counted('Events judged without their history, because the store was lost.'),
  degraded_seconds: counted('Seconds for which the store was lost, counted while batches arrive.'),
  unlearned: counted('Sightings that the store did not accept; replay the gap to restore them.'),
  feed_errors: counted(
    'Calls to the queue, the stream or the bucket that failed.',
    label('kind', 'refused', 'throttled', 'unavailable'),
  ),
  store_lost: gauge('count', '1 while the store is lost, else 0.'),
  feed_lost: gauge('count', '1 while the queue or the stream does not answer, else 0.'),
  breakers_open: gauge('count', 'Open breakers: what they hold waits for approval.'),
  actions_stopped: gauge('count', '1 while a kill switch is pulled, else 0.'),
  actions_waiting: gauge('count', 'Revocations waiting for approval.'),
  actions_unsigned: gauge(
    'count',
    'Records of revocations that cannot be read, or whose signature is missing or wrong.',
  ),
  in_flight: gauge('count', 'Deliveries that were received and are not settled.'),
  in_flight_bytes: gauge('bytes', 'Their size.'),
  last_event: gauge(
    'seconds',
    'When an event was last judged, in seconds since 1970: starvation shows here.',
  ),
  stream_behind: gauge('seconds', 'How far behind the tip of the stream the slowest shard is.'),
  lag: spread('seconds', 'From an event’s own time to its verdict.'),
  batch_duration: spread('seconds', 'From taking a batch to its verdicts and effects.'),
  batch_events: spread('count', 'Events of a batch.'),
} as const satisfies Readonly<Record<string, MeasureMeta>>;

/** The name of a measure. */
export type Measure = keyof typeof MEASURES;
/** The name of a measure that only grows. */
export type Counter = { [M in Measure]: (typeof MEASURES)[M]['kind'] extends 'counter' ? M : never }[Measure];
/** The name of a measure that is what it was last. */
export type Gauge = { [M in Measure]: (typeof MEASURES)[M]['kind'] extends 'gauge' ? M : never }[Measure];
/** The name of a measure that is a distribution. */
export type Histogram = {
  [M in Measure]: (typeof MEASURES)[M]['kind'] extends 'histogram' ? M : never;
}[Measure];

/** Where measurements go: Prometheus, CloudWatch, or nowhere. Never throws. */
export interface Meter {
  /** `labelled`: the value of the measure's label, if it has one. */
  add(counter: Counter, by: number, labelled?: string): void;
  set(gauge: Gauge, value: number): void;
  observe(histogram: Histogram, value: number): void;
}

/** Measures nothing. */
export const NO_METER: Meter = { add() {}, set() {}, observe() {} };

/** Tells two meters the same. */
export function both(one: Meter, other: Meter): Meter {
  return {
    add(counter, by, labelled) {
      one.add(counter, by, labelled);
      other.add(counter, by, labelled);
    },
    set(gauge, value) {
      one.set(gauge, value);
      other.set(gauge, value);
    },
    observe(histogram, value) {
      one.observe(histogram, value);
      other.observe(histogram, value);
    },
  };
}
