import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Histogram, MEASURES, type MeasureMeta, type Meter } from '../core/meter.ts';

/** Measurements for CloudWatch, written to stdout in its embedded metric format. */
export interface Emf {
  readonly meter: Meter;
  /** One line for what changed since the last; none if nothing did. Never throws. */
  publish(): void;
}

/** A metric as CloudWatch has it. */
export interface EmfMetric {
  readonly name: string;
  readonly unit: MeasureMeta['unit'];
  readonly help: string;
}

const UNITS = { count: MetricUnit.Count, seconds: MetricUnit.Seconds, bytes: MetricUnit.Bytes } as const;
const COLD_STARTS = { name: 'ColdStarts', unit: 'count', help: 'Sandboxes that Lambda started.' } as const;
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
    ...measures.flatMap(([measure, { help, kind, label, unit }]) => {
      const parts = kind === 'histogram' ? [MAX, MEDIAN] : (label?.values ?? ['']);
      return parts.map((part) => ({ name: nameOf(measure, part), unit, help }));
    }),
  ];
}

/**
 * Counters as what was added, gauges as what they were last, histograms as the largest value and the median of an
 * invocation: a batch has more values than one line may hold, and the extreme is what alarms are set on.
 */
export function createEmf(): Emf {
  const metrics = new Metrics({ namespace: 'Rolewarden', serviceName: 'rolewarden' });
  const units = new Map(emfMetrics().map(({ name, unit }) => [name, UNITS[unit]]));
  const values = new Map<string, number>([[COLD_STARTS.name, 1]]);
  const seen = new Map<Histogram, number[]>();
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
        const before = seen.get(histogram);
        if (before === undefined) seen.set(histogram, [value]);
        else before.push(value);
      },
    },
    publish() {
      for (const [histogram, all] of seen) {
        values.set(nameOf(histogram, MAX), quantile(all, 1));
        values.set(nameOf(histogram, MEDIAN), quantile(all, 0.5));
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

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
}
