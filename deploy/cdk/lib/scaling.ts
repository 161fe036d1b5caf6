import { Duration } from 'aws-cdk-lib';
import { AdjustmentType } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Feed } from './feed.ts';
import type { Settings } from './settings.ts';

/** Scales with the messages that wait in the queue. A stream is read by one task (ADR 0016): others only stand by. */
export function scale(service: FargateService, feed: Feed, { tasks }: Settings): void {
  if (feed.kind !== 'queue') return;
  const scaling = service.autoScaleTaskCount({ minCapacity: tasks.min, maxCapacity: tasks.max });
  scaling.scaleOnMetric('Backlog', {
    metric: feed.queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Average',
    }),
    adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
    cooldown: Duration.minutes(2),
    scalingSteps: [
      { upper: 100, change: -1 },
      { lower: 5_000, change: 1 },
      { lower: 50_000, change: 2 },
    ],
  });
}
