import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { emfMetrics } from '../../../src/run/emf.ts';

const KNOWN = new Set(emfMetrics().map(({ name }) => name));

/** A metric of Rolewarden itself. Throws for a name that it does not write: an alarm on it would never fire. */
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

/** A metric of AWS. */
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
