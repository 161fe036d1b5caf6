import { afterAll, describe, expect, it } from 'vitest';
import { at, listOf, ofType, type Resource, resourcesOf, textOf } from '../../deploy/cdk/checks/template.ts';
import { emfMetrics } from '../../src/run/emf.ts';
import { movedTo, SHAPES, settingsWith, templatesOf, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

/** Metrics that AWS documents, with all dimensions under which it writes them: with others an alarm sees nothing. */
const AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ECS MemoryUtilization': ['ClusterName', 'ServiceName'],
  'AWS/ElastiCache DatabaseMemoryUsagePercentage': ['CacheClusterId'],
  'AWS/ElastiCache EngineCPUUtilization': ['CacheClusterId'],
  'AWS/Events FailedInvocations': ['EventBusName', 'RuleName'],
  'AWS/Events MatchedEvents': ['EventBusName', 'RuleName'],
  'AWS/Kinesis GetRecords.IteratorAgeMilliseconds': ['StreamName'],
  'AWS/Kinesis IncomingRecords': ['StreamName'],
  'AWS/Kinesis WriteProvisionedThroughputExceeded': ['StreamName'],
  'AWS/Lambda DestinationDeliveryFailures': ['FunctionName'],
  'AWS/Lambda DroppedEventCount': ['EventSourceMappingUUID'],
  'AWS/Lambda Errors': ['FunctionName'],
  'AWS/Lambda IteratorAge': ['FunctionName'],
  'AWS/Lambda OnFailureDestinationDeliveredEventCount': ['EventSourceMappingUUID'],
  'AWS/Lambda Throttles': ['FunctionName'],
  'AWS/SNS NumberOfMessagesPublished': ['TopicName'],
  'AWS/SNS NumberOfNotificationsDelivered': ['TopicName'],
  'AWS/SNS NumberOfNotificationsFilteredOut': ['TopicName'],
  'AWS/SNS NumberOfNotificationsFailed': ['TopicName'],
  'AWS/SQS ApproximateAgeOfOldestMessage': ['QueueName'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName'],
  'AWS/SQS NumberOfMessagesSent': ['QueueName'],
  'ECS/ContainerInsights RunningTaskCount': ['ClusterName', 'ServiceName'],
};
/** EventBridge names the bus of a rule only where it is not the default one. */
const MAY_LACK: ReadonlySet<string> = new Set(['EventBusName']);

interface Measured {
  readonly where: string;
  readonly metric: string;
  readonly dimensions: ReadonlyMap<string, unknown>;
}

function metricsOf(alarm: Resource): readonly Measured[] {
  const read = (metric: unknown): Measured => ({
    where: textOf(at(alarm.properties, 'AlarmName')),
    metric: `${textOf(at(metric, 'Namespace'))} ${textOf(at(metric, 'MetricName'))}`,
    dimensions: new Map(
      listOf(at(metric, 'Dimensions')).map((one) => [textOf(at(one, 'Name')), at(one, 'Value')]),
    ),
  });
  const parts = listOf(at(alarm.properties, 'Metrics')).flatMap(
    (one) => at(one, 'MetricStat', 'Metric') ?? [],
  );
  return parts.length > 0 ? parts.map(read) : [read(alarm.properties)];
}

/** Whether a dimension names something that the template makes: by a reference, or by the name that it gives it. */
function isMade(value: unknown, all: readonly Resource[]): boolean {
  const text = textOf(value);
  const named = (id: unknown) => typeof id === 'string' && all.some((one) => one.id === id);
  if (named(at(value, 'Ref')) || named(listOf(at(value, 'Fn::GetAtt'))[0])) return true;
  if (typeof value === 'string')
    return all.some(({ properties }) => Object.values(Object(properties)).includes(value));
  return all.some(({ id }) => text.includes(`"Ref":"${id}"`));
}

const OWN: ReadonlySet<string> = new Set(emfMetrics().map(({ name }) => `Rolewarden ${name}`));

function faultsOf({ dimensions, metric, where }: Measured, all: readonly Resource[]): readonly string[] {
  const names = [...dimensions.keys()].sort().join();
  if (OWN.has(metric)) {
    const right = names === 'service' && dimensions.get('service') === 'rolewarden';
    return right ? [] : [`${where}: ${metric} by ${names}`];
  }
  const wanted = AWS[metric]?.filter((name) => dimensions.has(name) || !MAY_LACK.has(name)).join();
  const unmade = [...dimensions].filter(([, value]) => !isMade(value, all));
  return [
    ...(wanted === names ? [] : [`${where}: ${metric} by ${names}`]),
    ...unmade.map(([name, value]) => `${where}: no ${name} ${textOf(value)}`),
  ];
}

function measuredIn(template: unknown): readonly string[] {
  const all = resourcesOf(template);
  return ofType(all, 'AWS::CloudWatch::Alarm')
    .filter(({ properties }) => textOf(at(properties, 'AlarmName')).startsWith('rolewarden-'))
    .flatMap(metricsOf)
    .flatMap((one) => [one.metric, ...faultsOf(one, all).map((fault) => `fault: ${fault}`)]);
}

describe.each(Object.entries(SHAPES))('%s', (_, changes) => {
  const templates = templatesOf(movedTo(shop.folder, settingsWith(changes)), shop);

  it('has alarms only on what is written, of what it makes', () => {
    const told = Object.values(templates).flatMap(measuredIn);
    expect(told.filter((one) => one.startsWith('fault: '))).toEqual([]);
    expect(told.length).toBeGreaterThan(20);
  });
});

it('sees an alarm on a metric that nobody writes, by a dimension that it has not, and of what is not there', () => {
  const alarm = (more: object) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'rolewarden-x', Namespace: 'AWS/SQS', ...more },
  });
  const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'here' } };
  const by = (Name: string, Value: string) => [{ Name, Value }];
  const faults = (more: object) =>
    measuredIn({ Resources: { queue, alarm: alarm(more) } }).filter((one) => one.startsWith('fault: '));
  const sent = { MetricName: 'NumberOfMessagesSent' };
  expect(faults({ ...sent, Dimensions: by('QueueName', 'here') })).toEqual([]);
  expect(faults({ MetricName: 'NoSuch', Dimensions: by('QueueName', 'here') })).toHaveLength(1);
  expect(faults({ ...sent, Dimensions: by('Queue', 'here') })).toHaveLength(1);
  expect(faults({ ...sent, Dimensions: by('QueueName', 'elsewhere') })).toHaveLength(1);
});
