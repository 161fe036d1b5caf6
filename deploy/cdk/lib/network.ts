import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  type IInterfaceVpcEndpointService,
  InterfaceVpcEndpointService,
  Peer,
  Port,
  SecurityGroup,
  InterfaceVpcEndpointAwsService as Service,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Not the usual port of Redis. */
export const REDIS_PORT = 6380;

/** The network in which everything runs. Nothing in it accepts connections from outside. */
export interface Network {
  readonly vpc: Vpc;
  readonly subnets: { readonly subnetType: SubnetType };
  /** The security group of the function or the tasks. */
  readonly worker: SecurityGroup;
  readonly redis: SecurityGroup;
}

/**
 * Makes the network, in two zones. With egress `nat` each has a gateway, which IAM needs in most regions; with
 * `endpoints` there is no way to the internet.
 */
export function createNetwork(scope: Construct, settings: Settings, log: ILogGroup): Network {
  const nat = settings.egress === 'nat';
  const subnetType = nat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED;
  const vpc = new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: nat ? 2 : 0,
    subnetConfiguration: [
      ...(nat
        ? [{ name: 'out', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false }]
        : []),
      { name: 'worker', subnetType, cidrMask: 24 },
    ],
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    flowLogs: { Rejected: { destination: FlowLogDestination.toCloudWatchLogs(log) } },
  });
  const group = (name: string, description: string) =>
    new SecurityGroup(scope, name, { vpc, description, allowAllOutbound: false });
  const worker = group('WorkerGroup', 'Rolewarden: calls AWS and Redis, is called by nobody');
  const redis = group('RedisGroup', 'Redis of Rolewarden: for its workers only');
  redis.addIngressRule(worker, Port.tcp(REDIS_PORT), 'workers');
  worker.addEgressRule(redis, Port.tcp(REDIS_PORT), 'Redis');
  worker.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS, and hooks where they are configured');
  if (!nat) addEndpoints(vpc, worker, group('EndpointGroup', 'AWS endpoints for Rolewarden'), settings);
  return { vpc, subnets: { subnetType }, worker, redis };
}

function addEndpoints(vpc: Vpc, worker: SecurityGroup, group: SecurityGroup, settings: Settings): void {
  group.addIngressRule(worker, Port.tcp(443), 'workers');
  for (const [name, service] of endpointsOf(settings)) {
    vpc.addInterfaceEndpoint(name, {
      service,
      securityGroups: [group],
      open: false,
      privateDnsEnabled: true,
    });
  }
}

type Endpoint = readonly [string, IInterfaceVpcEndpointService];

/** The AWS services to which there are endpoints. IAM has one only in the region of its control plane. */
function endpointsOf({ acting, compute, feed, region }: Settings): readonly Endpoint[] {
  const endpoints: Endpoint[] = [
    ['Sts', Service.STS],
    ['Sns', Service.SNS],
    ['Sqs', Service.SQS],
  ];
  if (feed === 'kinesis' && compute === 'ecs') endpoints.push(['Kinesis', Service.KINESIS_STREAMS]);
  if (acting && region === 'us-east-1') {
    endpoints.push(['Iam', new InterfaceVpcEndpointService('com.amazonaws.iam')]);
  }
  if (compute === 'lambda') return endpoints;
  return [
    ...endpoints,
    ['EcrApi', Service.ECR],
    ['EcrDocker', Service.ECR_DOCKER],
    ['Logs', Service.CLOUDWATCH_LOGS],
    ['Secrets', Service.SECRETS_MANAGER],
  ];
}
