import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** One alarm. `docs/operations.md` has a row for each name. */
export interface Wanted {
  readonly name: string;
  /** What it means, and what to do: the person who is woken reads nothing else. */
  readonly words: string;
  readonly metric: IMetric;
  /** Fires at this or above. */
  readonly from?: number;
  /** Fires below this, and also if nothing is measured. */
  readonly below?: number;
  /** For how many periods in a row. */
  readonly periods?: number;
}

/** Makes the alarms. The topic hears of both directions, so that the end of trouble is told too. */
export function createAlarms(scope: Construct, wanted: readonly Wanted[], topic: ITopic): readonly Alarm[] {
  return wanted.map((one) => {
    const starves = one.below !== undefined;
    const alarm = new Alarm(scope, `Alarm-${one.name}`, {
      alarmName: `rolewarden-${one.name}`,
      alarmDescription: `${one.words} See docs/operations.md.`,
      metric: one.metric,
      threshold: one.below ?? one.from ?? 1,
      comparisonOperator: starves
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: one.periods ?? 1,
      treatMissingData: starves ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}
