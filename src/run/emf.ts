import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { MEASURES, type Measure, type MeasureMeta, type Meter } from '../core/meter.ts';

/** Measurements for CloudWatch, written to stdout in its embedded metric format. */
export interface Emf {
  readonly meter: Meter;
  /** One line for what changed since the last; none if nothing did. Never throws. */
  publish(): void;
}

/** A metric as CloudWatch has it, and what it is made from. */
export interface EmfMetric {
  readonly name: string;
  readonly unit: MeasureMeta['unit'];
}

export const COLD_STARTS: EmfMetric = { name: 'ColdStarts', unit: 'count' };

const UNITS = { count: MetricUnit.Count, seconds: MetricUnit.Seconds, bytes: MetricUnit.Bytes } as const;

/** The metric of a measure: one for each value of its label, PascalCase. Of a histogram, `part` of it. */
export function emfMetric(measure: Measure, labelled = '', part: '' | 'Max' | 'Median' = ''): EmfMetric {
  const name = `${measure}_${labelled}`.replaceAll(/(?:^|[_-]+)([a-z]?)/g, (_, first: string) =>
    first.toUpperCase(),
  );
  return { name: `${name}${part}`, unit: MEASURES[measure].unit };
}

/**
 * Counters as what was added, gauges as what they were last, histograms as the largest value and the median of an
 * invocation: a batch has more values than one line may hold, and its extreme is what alarms are set on.
 */
export function createEmf(): Emf {
  const metrics = new Metrics({ namespace: 'Rolewarden', serviceName: 'rolewarden' });
  const counted = new Map<string, EmfMetric & { value: number }>();
  const last = new Map<string, EmfMetric & { value: number }>();
  const seen = new Map<Measure, number[]>();
  const add = (metric: EmfMetric, by: number) => {
    const { value } = counted.get(metric.name) ?? { value: 0 };
    counted.set(metric.name, { ...metric, value: value + by });
  };
  add(COLD_STARTS, 1);
  return {
    meter: {
      add(counter, by, labelled) {
        if (by > 0 && Number.isFinite(by)) add(emfMetric(counter, labelled), by);
      },
      set(gauge, value) {
        const metric = emfMetric(gauge);
        if (Number.isFinite(value)) last.set(metric.name, { ...metric, value });
      },
      observe(histogram, value) {
        if (!Number.isFinite(value)) return;
        const values = seen.get(histogram);
        if (values === undefined) seen.set(histogram, [value]);
        else values.push(value);
      },
    },
    publish() {
      const changed = [...counted.values(), ...last.values(), ...[...seen].flatMap(spread)];
      for (const kept of [counted, last, seen]) kept.clear();
      if (changed.length === 0) return;
      for (const { name, unit, value } of changed) metrics.addMetric(name, UNITS[unit], value);
      metrics.publishStoredMetrics();
    },
  };
}

function spread([measure, values]: readonly [Measure, readonly number[]]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  return [
    { ...emfMetric(measure, '', 'Max'), value: at(1) },
    { ...emfMetric(measure, '', 'Median'), value: at(0.5) },
  ];
}
