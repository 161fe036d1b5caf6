import { application, arn, type Deed, type Ground } from './estate.ts';

/** A container that is started: the answer names all of it. */
export function runTask(ground: Ground): Deed {
  const { dice, estate, region } = ground;
  const cluster = arn(ground, 'ecs', `cluster/${dice.pick(['shop', 'data', 'tools'])}`);
  const taskDefinition = arn(ground, 'ecs', `task-definition/${application(ground)}:${1 + dice.below(90)}`);
  const name = application(ground);
  const containers = ['app', 'envoy', 'log-router'].map((container) => ({
    containerArn: arn(ground, 'ecs', `container/shop/${dice.hex(32)}`),
    name: container,
    image: `${ground.account}.dkr.ecr.${region}.amazonaws.com/${name}/${container}:release-${dice.below(900)}`,
    lastStatus: 'PENDING',
    networkInterfaces: [],
    cpu: '256',
    memory: '512',
  }));
  const subnets = [dice.pick(estate.subnets), dice.pick(estate.subnets)];
  const awsvpcConfiguration = {
    subnets,
    securityGroups: [dice.pick(estate.groups)],
    assignPublicIp: 'DISABLED',
  };
  const network = { networkConfiguration: { awsvpcConfiguration } };
  const task = {
    taskArn: arn(ground, 'ecs', `task/shop/${dice.hex(32)}`),
    clusterArn: cluster,
    taskDefinition,
  };
  const asked = { cluster, taskDefinition, launchType: 'FARGATE', count: 1, ...network };
  const answered = { tasks: [{ ...task, lastStatus: 'PROVISIONING', containers }], failures: [] };
  return { source: 'ecs.amazonaws.com', name: 'RunTask', asked, answered };
}

/** A deployment: many parameters, and ids in the answer. */
export function changeSet(ground: Ground): Deed {
  const { dice } = ground;
  const stackName = application(ground);
  const parameter = (parameterKey: string) => ({ parameterKey, usePreviousValue: true });
  const keys = [
    'Environment',
    'Image',
    'DesiredCount',
    'VpcId',
    'SubnetIds',
    'Certificate',
    'Domain',
    'Role',
  ];
  const changeSetName = `deploy-${dice.hex(12)}`;
  return {
    source: 'cloudformation.amazonaws.com',
    name: 'CreateChangeSet',
    asked: {
      stackName,
      changeSetName,
      parameters: keys.map(parameter),
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      tags: [
        { key: 'team', value: 'commerce' },
        { key: 'service', value: stackName },
      ],
      changeSetType: 'UPDATE',
      roleARN: `arn:aws:iam::${ground.account}:role/cdk-execution`,
    },
    answered: {
      id: arn(ground, 'cloudformation', `changeSet/${changeSetName}/${dice.uuid()}`),
      stackId: arn(ground, 'cloudformation', `stack/${stackName}/${dice.uuid()}`),
    },
  };
}
