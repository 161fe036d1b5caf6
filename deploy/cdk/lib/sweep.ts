import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Ground } from './ground.ts';
import { CONTAINER, NAMES, placesOf } from './names.ts';
import type { Settings } from './settings.ts';

/** Runs `rolewarden sweep` each hour, in a task like the service's. A failed start is tried again three times. */
export function createSweep(service: FargateService, { network }: Ground, settings: Settings): void {
  const { stack, taskDefinition } = service;
  const role = createStarter(service, settings);
  const rule = new CfnRule(stack, 'Sweep', {
    name: NAMES.sweep,
    description: 'Rolewarden removes what has expired, and sees that the rest is there',
    scheduleExpression: 'rate(1 hour)',
    targets: [
      {
        id: NAMES.sweep,
        arn: service.cluster.clusterArn,
        roleArn: role.roleArn,
        input: JSON.stringify({
          containerOverrides: [{ name: CONTAINER, command: ['sweep', '--format', 'json', '--emf'] }],
        }),
        ecsParameters: {
          taskDefinitionArn: taskDefinition.taskDefinitionArn,
          launchType: 'FARGATE',
          taskCount: 1,
          networkConfiguration: {
            awsVpcConfiguration: {
              assignPublicIp: 'DISABLED',
              subnets: network.vpc.selectSubnets(network.subnets).subnetIds,
              securityGroups: [network.worker.securityGroupId],
            },
          },
        },
        retryPolicy: { maximumEventAgeInSeconds: 900, maximumRetryAttempts: 3 },
      },
    ],
  });
  rule.node.addDependency(role);
}

/** The role with which EventBridge starts the task: only for this rule, this task and this cluster. */
function createStarter({ cluster, stack, taskDefinition }: FargateService, settings: Settings): Role {
  const role = new Role(stack, 'Sweeper', {
    description: 'EventBridge starts the hourly sweep of Rolewarden',
    assumedBy: new ServicePrincipal('events.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': settings.account },
      ArnEquals: { 'aws:SourceArn': placesOf(settings).sweep },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Sweep',
      actions: ['ecs:RunTask'],
      resources: [taskDefinition.taskDefinitionArn],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      sid: 'SweepRoles',
      actions: ['iam:PassRole'],
      resources: [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
  );
  return role;
}
