import { at, type Resource, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { changed, type Mutant, type Path, without } from './edits.ts';

/** Resources without which nobody would notice, or anybody could. */
const GUARDS = [
  'AWS::Events::Rule',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::EC2::FlowLog',
  'AWS::ElastiCache::ParameterGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::S3::BucketPolicy',
];

export function resourcesRemoved(template: unknown): readonly Mutant[] {
  const ours = ({ properties }: Resource) => String(at(properties, 'AlarmName')).startsWith('rolewarden-');
  const queue = ({ properties }: Resource) =>
    ['rolewarden-dead', 'rolewarden-undelivered', 'rolewarden-quarantine'].includes(
      String(at(properties, 'QueueName')),
    );
  return resourcesOf(template)
    .filter(
      (one) =>
        GUARDS.includes(one.type) ||
        (one.type === 'AWS::CloudWatch::Alarm' && ours(one)) ||
        (one.type === 'AWS::SQS::Queue' && queue(one) && 'hub' in Object(hubOnly(template))),
    )
    .map(({ id }) => ({ what: `without ${id}`, mutant: without(template, ['Resources', id]) }));
}

/** A template that has Redis is a hub: the other templates make one queue, which their rule names. */
const hubOnly = (template: unknown) =>
  resourcesOf(template).some(({ type }) => type === 'AWS::ElastiCache::ReplicationGroup')
    ? { hub: true }
    : {};

/** Properties whose absence is a weakness, by type. */
const PROPERTIES: Readonly<Record<string, readonly Path[]>> = {
  'AWS::Events::Rule': [
    ['State'],
    ['EventPattern'],
    ['Targets', 0, 'DeadLetterConfig'],
    ['Targets', 0, 'RetryPolicy'],
  ],
  'AWS::KMS::Key': [['EnableKeyRotation']],
  'AWS::Logs::LogGroup': [['RetentionInDays'], ['KmsKeyId']],
  'AWS::ElastiCache::ReplicationGroup': [
    ['TransitEncryptionEnabled'],
    ['AtRestEncryptionEnabled'],
    ['MultiAZEnabled'],
    ['AutomaticFailoverEnabled'],
    ['SnapshotRetentionLimit'],
    ['UserGroupIds'],
    ['CacheParameterGroupName'],
  ],
  'AWS::ElastiCache::ParameterGroup': [['Properties', 'maxmemory-policy']],
  'AWS::ElastiCache::User': [['AccessString']],
  'AWS::Lambda::Function': [
    ['VpcConfig'],
    ['ReservedConcurrentExecutions'],
    ['KmsKeyArn'],
    ['LoggingConfig'],
    ['Layers'],
    ['Environment'],
  ],
  'AWS::Lambda::EventSourceMapping': [
    ['FunctionResponseTypes'],
    ['BatchSize'],
    ['MaximumBatchingWindowInSeconds'],
    ['MetricsConfig'],
  ],
  'AWS::Lambda::EventInvokeConfig': [['DestinationConfig'], ['MaximumRetryAttempts']],
  'AWS::Lambda::Permission': [['SourceArn']],
  'AWS::Kinesis::Stream': [['StreamEncryption']],
  'AWS::S3::Bucket': [['BucketEncryption'], ['PublicAccessBlockConfiguration']],
  'AWS::SecretsManager::Secret': [['KmsKeyId']],
  'AWS::ECS::TaskDefinition': [
    ['ContainerDefinitions', 0, 'ReadonlyRootFilesystem'],
    ['ContainerDefinitions', 0, 'User'],
    ['ContainerDefinitions', 0, 'Command'],
    ['ContainerDefinitions', 0, 'StopTimeout'],
    ['ContainerDefinitions', 0, 'HealthCheck'],
    ['ContainerDefinitions', 0, 'Secrets'],
  ],
  'AWS::ECS::Service': [['DeploymentConfiguration', 'DeploymentCircuitBreaker'], ['NetworkConfiguration']],
  'AWS::SQS::Queue': [['SqsManagedSseEnabled'], ['KmsMasterKeyId'], ['RedrivePolicy']],
};

export function propertiesRemoved(template: unknown): readonly Mutant[] {
  return resourcesOf(template).flatMap(({ id, properties, type }) =>
    (PROPERTIES[type] ?? [])
      .filter((path) => at(properties, ...path) !== undefined)
      .filter(() => at(properties, 'ScheduleExpression') === undefined)
      .map((path) => ({
        what: `${id} without ${path.join('.')}`,
        mutant: without(template, ['Resources', id, 'Properties', ...path]),
      })),
  );
}

/** Values that are worse than the right one, by type. */
const WORSE: readonly (readonly [string, Path, unknown])[] = [
  ['AWS::Events::Rule', ['State'], 'ENABLED'],
  ['AWS::Events::Rule', ['EventPattern'], { 'detail-type': ['AWS API Call via CloudTrail'] }],
  ['AWS::CloudWatch::Alarm', ['TreatMissingData'], 'missing'],
  ['AWS::CloudWatch::Alarm', ['AlarmActions'], []],
  ['AWS::ElastiCache::ParameterGroup', ['Properties', 'maxmemory-policy'], 'allkeys-lru'],
  ['AWS::ElastiCache::User', ['AccessString'], 'on ~* +@all'],
  ['AWS::ElastiCache::User', ['AccessString'], 'on ~rw:* +@all'],
  ['AWS::Lambda::EventSourceMapping', ['FunctionResponseTypes'], []],
  ['AWS::ECS::TaskDefinition', ['ContainerDefinitions', 0, 'User'], '0'],
  ['AWS::ECS::TaskDefinition', ['ContainerDefinitions', 0, 'Command'], ['consume', '--source', 'sqs']],
  ['AWS::ECS::TaskDefinition', ['ContainerDefinitions', 0, 'Command'], ['consume', '--emf']],
  ['AWS::ECS::TaskDefinition', ['ContainerDefinitions', 0, 'ReadonlyRootFilesystem'], false],
  ['AWS::SQS::QueuePolicy', ['PolicyDocument', 'Statement', 0, 'Effect'], 'Allow'],
  ['AWS::IAM::Role', ['AssumeRolePolicyDocument', 'Statement', 0, 'Principal'], { AWS: '*' }],
  [
    'AWS::IAM::Role',
    ['AssumeRolePolicyDocument', 'Statement', 1, 'Principal'],
    { AWS: 'arn:aws:iam::111122223333:root' },
  ],
  ['AWS::IAM::Role', ['ManagedPolicyArns'], ['arn:aws:iam::aws:policy/AdministratorAccess']],
];

export function worsened(template: unknown): readonly Mutant[] {
  return resourcesOf(template).flatMap(({ id, properties, type }) =>
    WORSE.filter(([wanted, path]) => {
      if (at(properties, 'ScheduleExpression') !== undefined) return false;
      const foreign = type === 'AWS::CloudWatch::Alarm' && at(properties, 'AlarmName') === undefined;
      return wanted === type && !foreign && at(properties, ...path.slice(0, -1)) !== undefined;
    }).map(([, path, value]) => ({
      what: `${id}: ${path.join('.')} is ${JSON.stringify(value)}`,
      mutant: changed(template, ['Resources', id, 'Properties', ...path], value),
    })),
  );
}
