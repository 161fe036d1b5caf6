import { at, listOf, ofType, type Resource, type Say, textOf } from './template.ts';

/** The function: in a private network, with limits, its own log and key, and called only by named callers. */
export function functionFaults(all: readonly Resource[], say: Say): void {
  const functions = ofType(all, 'AWS::Lambda::Function');
  say(functions.length === 1, `${functions.length} functions`);
  for (const { id, properties } of functions) {
    const has = (what: string, ...path: string[]) =>
      say(at(properties, ...path) !== undefined, `${id}: no ${what}`);
    say(at(properties, 'Runtime') === 'nodejs24.x', `${id}: another runtime`);
    has('network', 'VpcConfig', 'SecurityGroupIds');
    has('limit of concurrency', 'ReservedConcurrentExecutions');
    has('key for its environment', 'KmsKeyArn');
    has('log of its own', 'LoggingConfig', 'LogGroup');
    const layers = listOf(at(properties, 'Layers'));
    say(layers.length === 1, `${id}: no databases`);
    plainSecrets(at(properties, 'Environment', 'Variables'), id, say);
  }
  const callers = ofType(all, 'AWS::Events::Rule').filter(({ properties }) =>
    textOf(at(properties, 'Targets')).includes(textOf(functions[0]?.id)),
  );
  const woken = callers.filter(({ properties }) => at(properties, 'ScheduleExpression') === 'rate(1 minute)');
  say(woken.length === 1, 'nobody wakes the function: nothing settles, and silence means nothing');
  const allowed = ofType(all, 'AWS::Lambda::Permission');
  say(callers.length <= allowed.length, 'a rule may not call the function');
  say(ofType(all, 'AWS::Lambda::Url').length === 0, 'the function has a public address');
  for (const { id, properties } of ofType(all, 'AWS::Lambda::Permission')) {
    say(at(properties, 'SourceArn') !== undefined, `${id}: any rule of any account may call the function`);
    say(at(properties, 'Principal') !== '*', `${id}: everybody may call the function`);
  }
}

function plainSecrets(variables: unknown, id: string, say: Say): void {
  const redis = textOf(at(variables, 'ROLEWARDEN_REDIS'));
  say(redis.includes('rediss://'), `${id}: Redis without TLS`);
  say(redis.includes('{{resolve:secretsmanager:'), `${id}: a password in the template`);
}

const seconds = (all: readonly Resource[]) =>
  Number(at(ofType(all, 'AWS::Lambda::Function')[0]?.properties, 'Timeout'));

/** Messages or records of one invocation, by feed; a hundred for the others. */
const BATCHES: Readonly<Record<string, number>> = { kinesis: 200, s3: 10 };

/** What calls the function, for its feed. */
export function intakeFaults(all: readonly Resource[], feed: string, say: Say): void {
  const mappings = ofType(all, 'AWS::Lambda::EventSourceMapping');
  const config = ofType(all, 'AWS::Lambda::EventInvokeConfig')[0]?.properties;
  if (feed === 'direct') {
    say(at(config, 'DestinationConfig', 'OnFailure', 'Destination') !== undefined, 'what fails is forgotten');
    say(at(config, 'MaximumRetryAttempts') === 2, 'tried too rarely');
    return;
  }
  say(mappings.length === 1, `${mappings.length} event source mappings`);
  for (const { id, properties } of mappings) {
    const is = (key: string, wanted: unknown) =>
      say(textOf(at(properties, key)) === textOf(wanted), `${id}: ${key} is not ${textOf(wanted)}`);
    is('BatchSize', BATCHES[feed] ?? 100);
    is('MaximumBatchingWindowInSeconds', 1);
    is('FunctionResponseTypes', ['ReportBatchItemFailures']);
    if (feed === 'kinesis') {
      is('BisectBatchOnFunctionError', true);
      is('MaximumRetryAttempts', 10);
      is('MaximumRecordAgeInSeconds', 21_600);
      say(at(properties, 'DestinationConfig', 'OnFailure') !== undefined, `${id}: what fails is forgotten`);
      say(listOf(at(properties, 'MetricsConfig', 'Metrics')).includes('EventCount'), `${id}: counts nothing`);
    } else {
      say(
        at(properties, 'ScalingConfig', 'MaximumConcurrency') !== undefined,
        `${id}: takes more than may run`,
      );
    }
  }
}

/** The queue of events: it hides a message for longer than a call lasts, and gives it up after twenty. */
export function eventQueueFaults(all: readonly Resource[], say: Say): void {
  const queue = ofType(all, 'AWS::SQS::Queue').find(
    ({ properties }) => at(properties, 'QueueName') === 'rolewarden-events',
  );
  const { properties } = queue ?? {};
  const redrive = at(properties, 'RedrivePolicy');
  say(at(redrive, 'deadLetterTargetArn') !== undefined, 'rolewarden-events: no dead-letter queue');
  say(at(redrive, 'maxReceiveCount') === 20, 'rolewarden-events: gives up at another count than twenty');
  const visibility = Number(at(properties, 'VisibilityTimeout'));
  const needed = ofType(all, 'AWS::Lambda::Function').length > 0 ? 6 * seconds(all) : 60;
  say(visibility >= needed, `rolewarden-events: visible again after ${visibility} s`);
}

/** The service: its root is read-only, it does not run as root, it drains, rolls back, and has no public address. */
export function serviceFaults(all: readonly Resource[], feed: string, say: Say): void {
  const [task] = ofType(all, 'AWS::ECS::TaskDefinition');
  const [service] = ofType(all, 'AWS::ECS::Service');
  const container = at(task?.properties, 'ContainerDefinitions', 0);
  say(at(container, 'ReadonlyRootFilesystem') === true, 'the container may write to its root');
  say(/^[1-9]\d*$/.test(textOf(at(container, 'User'))), 'the container runs as root');
  say(listOf(at(container, 'Command')).includes('--emf'), 'its metrics reach nobody');
  say(listOf(at(container, 'Command')).includes('--canary'), 'it calls nobody: silence means nothing');
  say(at(container, 'StopTimeout') === 30, 'the container is killed before it has drained');
  say(textOf(at(container, 'HealthCheck', 'Command')).includes('/livez'), 'nobody asks whether it lives');
  say(
    !textOf(at(container, 'Environment')).includes('resolve:secretsmanager'),
    'a secret in the environment',
  );
  say(textOf(at(container, 'Secrets')).includes('ROLEWARDEN_REDIS'), 'Redis is not a secret');
  say(at(container, 'LogConfiguration', 'LogDriver') === 'awslogs', 'no log');
  const deployment = at(service?.properties, 'DeploymentConfiguration');
  say(at(deployment, 'DeploymentCircuitBreaker', 'Rollback') === true, 'a bad version is not taken back');
  say(at(deployment, 'MinimumHealthyPercent') === 100, 'a new version leaves a gap');
  const network = at(service?.properties, 'NetworkConfiguration', 'AwsvpcConfiguration');
  say(at(network, 'AssignPublicIp') === 'DISABLED', 'the service has a public address');
  const grows = ofType(all, 'AWS::ApplicationAutoScaling::ScalableTarget').length === 1;
  say(
    grows !== (feed === 'kinesis'),
    grows ? 'more tasks for a stream that one reads' : 'the service does not grow',
  );
}
