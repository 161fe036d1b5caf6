import { Duration, type Stack } from 'aws-cdk-lib';
import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { createAlarms, type Wanted } from './alarms.ts';
import type { Feed } from './feed.ts';
import type { Ground } from './ground.ts';
import { aws, measured } from './measures.ts';
import { NAMES } from './names.ts';
import type { Settings } from './settings.ts';
import { feedAlarms, queueAlarms } from './watch-feed.ts';
import { functionAlarms, givenUp } from './watch-function.ts';
import { ownAlarms } from './watch-own.ts';

/** The resources that the alarms are about. */
export interface Watched {
  readonly ground: Ground;
  readonly feed: Feed;
  readonly worker: LambdaFunction | undefined;
  /** Of a function with a stream: the mapping, which may give records up. */
  readonly mapping: EventSourceMapping | undefined;
  readonly service: FargateService | undefined;
}

/** Creates the alarms of everything that is there to be watched. */
export function watch(scope: Stack, watched: Watched, settings: Settings): readonly Alarm[] {
  const { feed, ground, mapping, service, worker } = watched;
  const wanted = [
    ...queueAlarms(ground, settings),
    ...feedAlarms(feed, settings),
    ...redisAlarms(ground),
    unheard(ground),
    ...ownAlarms(settings),
    ...(worker === undefined ? [] : functionAlarms(worker, settings)),
    ...(mapping === undefined ? [] : [givenUp(mapping)]),
    ...(service === undefined ? [] : serviceAlarms(service, settings)),
  ];
  return createAlarms(scope, wanted, ground.topics.alarms);
}

function redisAlarms({ redis }: Ground): readonly Wanted[] {
  const nodes = ['001', '002'].map((node) => `${redis.group.ref}-${node}`);
  const worst = (name: string) =>
    new MathExpression({
      expression: 'MAX([a, b])',
      usingMetrics: Object.fromEntries(
        nodes.map((CacheClusterId, at) => [
          at === 0 ? 'a' : 'b',
          aws('AWS/ElastiCache', name, { CacheClusterId }, 'Maximum'),
        ]),
      ),
    });
  return [
    {
      name: 'redis-memory',
      words: 'Redis is nearly full; once full, nothing is learned.',
      metric: worst('DatabaseMemoryUsagePercentage'),
      from: 75,
      periods: 3,
    },
    {
      name: 'redis-cpu',
      words: 'Redis is at its limit.',
      metric: worst('EngineCPUUtilization'),
      from: 80,
      periods: 3,
    },
  ];
}

/** Minutes in which an alert must have reached somebody. CloudWatch moves this window on with every minute. */
const HEARD = 15;

/**
 * The alarm for alerts that SNS takes and delivers to nobody: nobody has confirmed, or SNS has switched the e-mail off,
 * as it does at more than ten messages a second. To Rolewarden such an alert is sent. Deliveries are compared with
 * messages, not with zero: in a flood the first ones arrive before the e-mail is switched off. What a subscription's
 * filter keeps back counts as heard: somebody wanted it so.
 */
function unheard({ topics }: Ground): Wanted {
  const sum = (name: string) => aws('AWS/SNS', name, { TopicName: topics.alerts.topicName }, 'Sum', HEARD);
  return {
    name: 'alerts-unheard',
    words:
      'Alerts that SNS took were delivered to nobody, or a delivery failed (over HTTPS also a try that was repeated).',
    metric: new MathExpression({
      expression: 'FILL(failed, 0) + IF(FILL(delivered, 0) + FILL(filtered, 0) < FILL(sent, 0), 1, 0)',
      usingMetrics: {
        failed: sum('NumberOfNotificationsFailed'),
        sent: sum('NumberOfMessagesPublished'),
        delivered: sum('NumberOfNotificationsDelivered'),
        filtered: sum('NumberOfNotificationsFilteredOut'),
      },
      period: Duration.minutes(HEARD),
    }),
  };
}

/** Alarms for the hourly sweep, whose metrics have one value an hour. */
const SWEEP: readonly Wanted[] = [
  {
    name: 'sweep-failed',
    words: 'The hourly sweep could not be started.',
    metric: aws('AWS/Events', 'FailedInvocations', { RuleName: NAMES.sweep }, 'Sum'),
  },
  {
    name: 'sweep-unfinished',
    words: 'The hourly sweep could not finish its work: see its log.',
    metric: measured('SweepFailures', 'Maximum', 60),
  },
  {
    name: 'sweep-silent',
    words: 'No sweep has ended in three hours: expired policies stay, and drift is not seen.',
    metric: measured('SweepFailures', 'SampleCount', 180),
    below: 1,
  },
  {
    name: 'drift',
    words:
      'Policies are in IAM and not in the ledger, or the other way round: somebody may undo revocations.',
    metric: measured('Drift', 'Maximum', 60),
  },
];

function serviceAlarms(
  { cluster, serviceName }: FargateService,
  { acting, tasks }: Settings,
): readonly Wanted[] {
  const name = { ClusterName: cluster.clusterName, ServiceName: serviceName };
  return [
    ...(acting ? SWEEP : []),
    {
      name: 'tasks',
      words: 'Fewer tasks run than desired.',
      metric: aws('ECS/ContainerInsights', 'RunningTaskCount', name, 'Minimum'),
      below: tasks.min,
      periods: 2,
    },
    {
      name: 'task-memory',
      words: 'Tasks are nearly out of memory.',
      metric: aws('AWS/ECS', 'MemoryUtilization', name, 'Maximum'),
      from: 85,
      periods: 3,
    },
  ];
}
