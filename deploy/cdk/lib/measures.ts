import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { emfMetrics } from '../../../src/run/emf.ts';

const KNOWN = new Set(emfMetrics().map(({ name }) => name));

/** What the function or the container measures itself. A name that it does not write is an error here, not an alarm that never fires. */
export function measured(name: string, statistic: string, minutes = 5): Metric {
  if (!KNOWN.has(name))
    throw new Error(`Rolewarden writes no metric ${name}: see emfMetrics in src/run/emf.ts`);
  return new Metric({
    namespace: 'Rolewarden',
    metricName: name,
    dimensionsMap: { service: 'rolewarden' },
    statistic,
    period: Duration.minutes(minutes),
  });
}

/** What AWS measures. */
export function aws(
  namespace: string,
  name: string,
  dimensionsMap: Readonly<Record<string, string>>,
  statistic: string,
  minutes = 5,
): IMetric {
  return new Metric({
    namespace,
    metricName: name,
    dimensionsMap,
    statistic,
    period: Duration.minutes(minutes),
  });
}
