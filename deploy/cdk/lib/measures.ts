import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { MEASURES, type Measure, type MeasureMeta } from '../../../src/core/meter.ts';

const pascal = (text: string) =>
  text.replaceAll(/(?:^|[_-])([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A measure's name in CloudWatch; a measure with a label has a metric for each of its values. */
export function metricName(measure: Measure, labelled = ''): string {
  const meta: MeasureMeta = MEASURES[measure];
  const values = meta.label?.values ?? [''];
  if (!values.includes(labelled)) throw new Error(`${measure} has no value ${JSON.stringify(labelled)}`);
  return pascal(measure) + pascal(labelled);
}

/** What Rolewarden measures itself: the names are those of src/core/meter.ts, or synthesis fails. */
export function measured(measure: Measure, statistic: string, labelled?: string, minutes = 5): Metric {
  return new Metric({
    namespace: 'Rolewarden',
    metricName: metricName(measure, labelled),
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
