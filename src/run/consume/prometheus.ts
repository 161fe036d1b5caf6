import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { MEASURES, type MeasureMeta, type Meter } from '../../core/ports/meter.ts';

/** Metrics for a Prometheus server to scrape. */
export interface Prometheus {
  readonly meter: Meter;
  /** All metrics in Prometheus's text format, with those of Node.js. */
  text(): Promise<string>;
  readonly contentType: string;
  /** The present value of a counter or gauge; `labelled`: the label's value, if the measure has a label. */
  read(measure: keyof typeof MEASURES, labelled?: string): number;
}

const BUCKETS: Readonly<Record<string, readonly number[]>> = {
  lag: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600],
  batch_duration: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  batch_events: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
};

/** `rolewarden_<name>`, followed by the unit and, for a counter, by `_total`. */
export function prometheusName(measure: string, { kind, unit }: MeasureMeta): string {
  const united = unit === 'count' || measure.endsWith(unit) ? measure : `${measure}_${unit}`;
  return `rolewarden_${united}${kind === 'counter' ? '_total' : ''}`;
}

/** A meter with a registry of its own. */
export function createPrometheus(): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { counters, gauges, histograms } = instrumentsIn(registry);
  const totals = new Map<string, number>();
  const keyOf = (measure: string, labelled = '') => `${measure}:${labelled}`;
  return {
    meter: {
      add(measure, by, labelled) {
        const label = labelOf(measure);
        if (!(by >= 0) || !Number.isFinite(by) || (label === undefined) !== (labelled === undefined)) return;
        totals.set(keyOf(measure, labelled), (totals.get(keyOf(measure, labelled)) ?? 0) + by);
        const counter = counters.get(measure);
        if (label === undefined || labelled === undefined) counter?.inc(by);
        else counter?.inc({ [label]: labelled }, by);
      },
      set(measure, value) {
        if (Number.isNaN(value)) return;
        totals.set(keyOf(measure), value);
        gauges.get(measure)?.set(value);
      },
      observe(measure, value) {
        if (!Number.isNaN(value)) histograms.get(measure)?.observe(value);
      },
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    read: (measure, labelled) => totals.get(keyOf(measure, labelled)) ?? 0,
  };
}

/** One instrument for each measure, by the measure's name. */
function instrumentsIn(registry: Registry) {
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [measure, meta] of Object.entries<MeasureMeta>(MEASURES)) {
    const { help, kind, label } = meta;
    const labelNames = label === undefined ? [] : [label.name];
    const shared = { name: prometheusName(measure, meta), help, labelNames, registers: [registry] };
    if (kind === 'gauge') gauges.set(measure, new Gauge(shared));
    else if (kind === 'counter') counters.set(measure, begun(new Counter(shared), label));
    else histograms.set(measure, new Histogram({ ...shared, buckets: [...(BUCKETS[measure] ?? [])] }));
  }
  return { counters, gauges, histograms };
}

/** Begins at 0, not missing: only so do alarms on growth see the first increase. */
function begun(counter: Counter, label: MeasureMeta['label']): Counter {
  for (const value of label?.values ?? []) counter.inc({ [label?.name ?? '']: value }, 0);
  return counter;
}

function labelOf(measure: keyof typeof MEASURES): string | undefined {
  const meta: MeasureMeta = MEASURES[measure];
  return meta.label?.name;
}
