import { Duration, type Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Feed } from './feed.ts';
import type { Ground } from './ground.ts';
import { allowQueue, allowStream } from './intake.ts';
import { createLog } from './logs.ts';
import { CONTAINER, NAMES } from './names.ts';
import { accept } from './reasons.ts';
import { scale } from './scaling.ts';
import { signingVersions } from './secrets.ts';
import type { Settings } from './settings.ts';
import { createSweep } from './sweep.ts';

/** The messages of a consumer that dies come again after this time; one that lives extends it. */
export const CONSUMER_VISIBILITY = Duration.seconds(60);

/** The user as which tasks run: that of the image. */
const UID = '65532';

/** The share of a task's memory for JavaScript's heap. */
const HEAP = 0.75;

const METRICS = 9464;
/** A script that exits with 0 if the process is alive, else with 1: the image has no shell. */
const ALIVE = `fetch('http://127.0.0.1:${METRICS}/livez').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`;

/** The container as a service that replaces failed tasks, scales with its backlog and accepts no connections. */
export function createService(scope: Stack, ground: Ground, feed: Feed, settings: Settings): FargateService {
  const { key, network, role } = ground;
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: NAMES.worker,
    cpu: 512,
    memoryLimitMiB: settings.memory,
    taskRole: role,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.ARM64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
  });
  if (feed.kind === 'queue') allowQueue(role, feed.queue);
  if (feed.kind === 'stream') allowStream(role, feed.stream, key.keyArn);
  addContainer(task, ground, feed, settings);
  const cluster = new Cluster(scope, 'Cluster', {
    vpc: network.vpc,
    clusterName: NAMES.worker,
    containerInsightsV2: ContainerInsights.ENABLED,
  });
  const service = new FargateService(scope, 'Service', {
    cluster,
    taskDefinition: task,
    serviceName: NAMES.worker,
    desiredCount: settings.tasks.min,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    assignPublicIp: false,
    vpcSubnets: network.subnets,
    securityGroups: [network.worker],
  });
  scale(service, feed, settings);
  if (settings.acting) createSweep(service, ground, settings);
  return service;
}

function addContainer(task: FargateTaskDefinition, ground: Ground, feed: Feed, settings: Settings): void {
  const { externalId, key, redis, signingKey } = ground;
  const image = settings.image;
  if (image === undefined) throw new Error('compute ecs without an image');
  const repository = Repository.fromRepositoryName(task, 'Repository', image.repository);
  const logGroup = createLog(task, 'Worker', key, settings.logDays);
  const { redisPassword = [], ...versions } = settings.secretVersions;
  const address = [settings.redisSnapshot, redisPassword[0]].filter((one) => one !== undefined).join(' ');
  task.addContainer(CONTAINER, {
    image: ContainerImage.fromEcrRepository(repository, image.version),
    command: commandOf(feed),
    user: UID,
    readonlyRootFilesystem: true,
    stopTimeout: Duration.seconds(30),
    environment: { NODE_OPTIONS: `--max-old-space-size=${settings.memory * HEAP}` },
    secrets: {
      ROLEWARDEN_REDIS: Secret.fromSecretsManager(redis.secret),
      ...(externalId === undefined
        ? {}
        : { ROLEWARDEN_EXTERNAL_ID: newestOf(externalId, versions.externalId) }),
      ...(signingKey === undefined
        ? {}
        : Object.fromEntries(
            signingVersions(versions.signingKey).map(([name, version]) => [
              name,
              newestOf(signingKey, version),
            ]),
          )),
    },
    // tasks read their secrets when they start: with this label, a new address or password of Redis makes new tasks
    ...(address === '' ? {} : { dockerLabels: { 'rolewarden.redis': address } }),
    healthCheck: {
      command: ['CMD', 'node', '-e', ALIVE],
      interval: Duration.seconds(15),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(30),
    },
    logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'consumer' }),
  });
  accept(task, 'AwsSolutions-ECS2', 'The size of the heap is no secret, and follows that of the task.');
  accept(
    task,
    'AwsSolutions-IAM5[Resource::*]',
    'ecr:GetAuthorizationToken is for the whole registry, by its nature.',
  );
}

function newestOf(secret: ISecret, versionId: string | undefined): Secret {
  return versionId === undefined
    ? Secret.fromSecretsManager(secret)
    : Secret.fromSecretsManagerVersion(secret, { versionId });
}

function commandOf(feed: Feed): string[] {
  // --emf, because CloudWatch takes metrics from the log: nobody reads /metrics here
  const measured = ['--listen', `0.0.0.0:${METRICS}`, '--emf', '--canary'];
  if (feed.kind === 'queue')
    return ['consume', '--source', 'sqs', '--queue', feed.queue.queueUrl, ...measured];
  if (feed.kind === 'stream')
    return ['consume', '--source', 'kinesis', '--stream', feed.stream.streamArn, ...measured];
  throw new Error('a container takes from a queue or a stream');
}
