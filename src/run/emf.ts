import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Histogram, MEASURES, type MeasureMeta, type Meter } from '../core/ports/meter.ts';

/** Metrics for CloudWatch, written to stdout in its embedded metric format (EMF). */
export interface Emf {
  readonly meter: Meter;
  /** Writes one line with what changed since the last one, or none if nothing did. Never throws. */
  publish(): void;
}

/** A metric as CloudWatch shows it. */
export interface EmfMetric {
  readonly name: string;
  readonly unit: MeasureMeta['unit'];
  readonly help: string;
}

const OURS = { namespace: 'Rolewarden', serviceName: 'rolewarden' } as const;
const UNITS = { count: MetricUnit.Count, seconds: MetricUnit.Seconds, bytes: MetricUnit.Bytes } as const;
const COLD_STARTS = { name: 'ColdStarts', unit: 'count', help: 'Sandboxes that Lambda started.' } as const;
const DRIFT = {
  name: 'Drift',
  unit: 'count',
  help: 'Policies that a sweep (`rolewarden sweep --emf`) found in IAM or in the ledger and not in both, and foreign ones.',
} as const;
const SWEEP_FAILURES = {
  name: 'SweepFailures',
  unit: 'count',
  help: 'What that sweep could not do: accounts, policies, the ledger, the verification.',
} as const;
const MEDIAN = 'Median';
const MAX = 'Max';

const pascal = (text: string) =>
  text.replaceAll(/(?:^|[_-])([A-Za-z])/g, (_, first: string) => first.toUpperCase());

const nameOf = (measure: string, part = '') => pascal(part === '' ? measure : `${measure}_${part}`);

/** Every metric that can be published. docs/lambda.md lists them. */
export function emfMetrics(): readonly EmfMetric[] {
  const measures = Object.entries<MeasureMeta>(MEASURES);
  return [
    COLD_STARTS,
    DRIFT,
    SWEEP_FAILURES,
    ...measures.flatMap(([measure, { help, kind, label, unit }]) => {
      const parts = kind === 'histogram' ? [MAX, MEDIAN] : (label?.values ?? ['']);
      return parts.map((part) => ({ name: nameOf(measure, part), unit, help }));
    }),
  ];
}

/**
 * Publishes counters as what was added since the last line, gauges as their last value, histograms as their largest
 * value and median of an invocation, or of a container's minute: one line cannot hold all values, and alarms are set on
 * the largest. Only a function counts cold starts.
 */
export function createEmf(runs: 'function' | 'container' = 'function'): Emf {
  const metrics = new Metrics(OURS);
  const units = new Map(emfMetrics().map(({ name, unit }) => [name, UNITS[unit]]));
  const values = new Map<string, number>(runs === 'function' ? [[COLD_STARTS.name, 1]] : []);
  const seen = new Map<Histogram, Spread>();
  return {
    meter: {
      add(counter, by, labelled) {
        const name = nameOf(counter, labelled);
        if (by > 0) values.set(name, (values.get(name) ?? 0) + by);
      },
      set(gauge, value) {
        values.set(nameOf(gauge), value);
      },
      observe(histogram, value) {
        const spread = seen.get(histogram) ?? createSpread();
        seen.set(histogram, spread);
        if (Number.isFinite(value)) spread.add(value);
      },
    },
    publish() {
      for (const [histogram, spread] of seen) {
        values.set(nameOf(histogram, MAX), spread.max());
        values.set(nameOf(histogram, MEDIAN), spread.median());
      }
      const known = [...values].flatMap(([name, value]) => {
        const unit = units.get(name);
        return unit === undefined || !Number.isFinite(value) ? [] : [{ name, unit, value }];
      });
      values.clear();
      seen.clear();
      if (known.length === 0) return;
      for (const { name, unit, value } of known) metrics.addMetric(name, unit, value);
      metrics.publishStoredMetrics();
    },
  };
}

/** Writes one line with what a sweep found, even if that is zero. The process writes no other metrics. */
export function publishSweep(drift: number, failures: number): void {
  const metrics = new Metrics(OURS);
  metrics.addMetric(DRIFT.name, UNITS[DRIFT.unit], drift);
  metrics.addMetric(SWEEP_FAILURES.name, UNITS[SWEEP_FAILURES.unit], failures);
  metrics.publishStoredMetrics();
}

/** The values of a histogram since the last line. */
interface Spread {
  add(value: number): void;
  max(): number;
  median(): number;
}

/**
 * Values kept for a median, for a minute may have half a million. Beyond that, every second one is kept, then every
 * fourth, and so on.
 */
const KEPT = 8_192;

function createSpread(): Spread {
  let kept: number[] = [];
  let every = 1;
  let count = 0;
  let max = Number.NEGATIVE_INFINITY;
  return {
    add(value) {
      max = Math.max(max, value);
      if (count++ % every !== 0) return;
      kept.push(value);
      if (kept.length < KEPT) return;
      kept = kept.filter((_, at) => at % 2 === 0);
      every *= 2;
    },
    max: () => max,
    median() {
      const sorted = kept.toSorted((a, b) => a - b);
      return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
    },
  };
}
