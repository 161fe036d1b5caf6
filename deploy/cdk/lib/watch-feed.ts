import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Wanted } from './alarms.ts';
import type { Feed } from './feed.ts';
import type { Ground } from './ground.ts';
import { aws } from './measures.ts';
import { NAMES } from './names.ts';
import type { Settings } from './settings.ts';
import { silence } from './watch-own.ts';

/** How many messages wait in a queue. */
export const depth = ({ queueName }: Queue) =>
  aws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queueName }, 'Maximum');

/** Alarms for the queues in which failed deliveries end, and for the rules. */
export function queueAlarms({ queues }: Ground, { feed }: Settings): readonly Wanted[] {
  const alarms: Wanted[] = [
    {
      name: 'dead',
      words: 'Deliveries were given up after all retries: their events are not judged.',
      metric: depth(queues.dead),
    },
    {
      name: 'quarantine',
      words: 'Records that cannot be read are in quarantine.',
      metric: depth(queues.quarantine),
    },
  ];
  if (feed === 's3') return alarms;
  return [
    ...alarms,
    {
      name: 'undelivered',
      words: 'EventBridge could not deliver events to Rolewarden.',
      metric: depth(queues.undelivered),
    },
    {
      name: 'rule-failed',
      words: 'EventBridge fails to call its target.',
      metric: aws('AWS/Events', 'FailedInvocations', { RuleName: NAMES.rule }, 'Sum'),
    },
    {
      name: 'bus-rule-failed',
      words: 'Events of other regions and accounts arrive and cannot be passed on.',
      metric: aws(
        'AWS/Events',
        'FailedInvocations',
        { EventBusName: NAMES.bus, RuleName: NAMES.rule },
        'Sum',
      ),
    },
    {
      name: 'rule-silent',
      words: `The rule matched nothing in ${silence(feed)} minutes: trail, rule or bus is off.`,
      metric: aws('AWS/Events', 'MatchedEvents', { RuleName: NAMES.rule }, 'Sum', silence(feed)),
      below: 1,
    },
  ];
}

/**
 * How long records of a stream wait. Lambda reads ahead, and goes on reading while it tries a batch again: what the stream
 * itself measures is then only how long records waited for Lambda, not for the function.
 */
export function ageOf({ compute }: Settings, { streamName }: Stream): IMetric {
  return compute === 'lambda'
    ? aws('AWS/Lambda', 'IteratorAge', { FunctionName: NAMES.worker }, 'Maximum')
    : aws('AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', { StreamName: streamName }, 'Maximum');
}

/** Alarms for what waits in the feed, and for whether anything comes at all. */
export function feedAlarms(feed: Feed, settings: Settings): readonly Wanted[] {
  const minutes = silence(settings.feed);
  if (feed.kind === 'queue') {
    const name = { QueueName: feed.queue.queueName };
    return [
      {
        name: 'queue-age',
        words: 'The oldest event waits for five minutes and more.',
        metric: aws('AWS/SQS', 'ApproximateAgeOfOldestMessage', name, 'Maximum'),
        from: 300,
        periods: 2,
      },
      {
        name: 'queue-silent',
        words: `Nothing arrived in the queue for ${minutes} minutes.`,
        metric: aws('AWS/SQS', 'NumberOfMessagesSent', name, 'Sum', minutes),
        below: 1,
      },
    ];
  }
  if (feed.kind === 'direct') return [];
  const name = { StreamName: feed.stream.streamName };
  return [
    {
      name: 'iterator-age',
      words: 'Records of the stream wait for a minute and more.',
      metric: ageOf(settings, feed.stream),
      from: 60_000,
      periods: 3,
    },
    {
      name: 'stream-silent',
      words: `Nothing arrived in the stream for ${minutes} minutes.`,
      metric: aws('AWS/Kinesis', 'IncomingRecords', name, 'Sum', minutes),
      below: 1,
    },
    {
      name: 'stream-throttled',
      words: 'The stream has too few shards.',
      metric: aws('AWS/Kinesis', 'WriteProvisionedThroughputExceeded', name, 'Sum'),
      periods: 2,
    },
  ];
}
