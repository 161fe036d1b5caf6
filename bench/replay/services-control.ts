import { application, arn, type Deed, type Ground, type Kind } from './estate.ts';
import { changeSet } from './services-tasks.ts';

const roleCall =
  (name: string): Kind['make'] =>
  (ground) => ({
    source: 'iam.amazonaws.com',
    name,
    asked: { roleName: `${application(ground)}-task` },
  });

/** A refusal: the same words with another name and another action. */
function refused(ground: Ground): Deed {
  const { account } = ground;
  const queue = `${application(ground)}-jobs`;
  const message = `User: arn:aws:sts::${account}:assumed-role/${application(ground)}-task/session is not authorized to perform: sqs:getqueueattributes on resource: ${arn(ground, 'sqs', queue)} because no identity-based policy allows the sqs:getqueueattributes action`;
  return {
    source: 'sqs.amazonaws.com',
    name: 'GetQueueAttributes',
    asked: null,
    error: { code: 'AccessDenied', message },
  };
}

/** A policy as it is sent: a JSON document inside a string. */
function policyVersion(ground: Ground): Deed {
  const { account, dice } = ground;
  const statement = (service: string, actions: readonly string[]) => ({
    Sid: `${service}Access`,
    Effect: 'Allow',
    Action: actions.map((action) => `${service}:${action}`),
    Resource: [arn(ground, service, `${application(ground)}/*`), arn(ground, service, application(ground))],
  });
  const Statement = [
    statement('s3', ['GetObject', 'PutObject', 'ListBucket']),
    statement('dynamodb', ['GetItem', 'PutItem', 'Query', 'UpdateItem']),
    statement('sqs', ['SendMessage', 'ReceiveMessage', 'DeleteMessage']),
  ];
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
  const policyArn = `arn:aws:iam::${account}:policy/${application(ground)}`;
  const versionId = `v${2 + dice.below(60)}`;
  return {
    source: 'iam.amazonaws.com',
    name: 'CreatePolicyVersion',
    asked: { policyArn, policyDocument, setAsDefault: true },
    answered: { policyVersion: { versionId, isDefaultVersion: true, createDate: 'Mar 2, 2026, 9:14:05 AM' } },
  };
}

function logStream(ground: Ground): Deed {
  const { dice } = ground;
  const logGroupName = `/aws/lambda/${application(ground)}-worker`;
  const logStreamName = `2026/03/${10 + dice.below(18)}/[$LATEST]${dice.hex(32)}`;
  return {
    source: 'logs.amazonaws.com',
    name: 'CreateLogStream',
    asked: { logGroupName, logStreamName },
    apiVersion: '20140328',
  };
}

function alarm(ground: Ground): Deed {
  const { dice } = ground;
  const name = application(ground);
  const topic = arn(ground, 'sns', `${name}-alarms`);
  const asked = {
    alarmName: `${name} errors`,
    alarmDescription: `More than ${1 + dice.below(50)} errors of ${name} in five minutes; see the runbook of the team`,
    actionsEnabled: true,
    oKActions: [topic],
    alarmActions: [topic],
    insufficientDataActions: [],
    metricName: 'Errors',
    namespace: 'AWS/Lambda',
    statistic: 'Sum',
    dimensions: [{ name: 'FunctionName', value: `${name}-worker` }],
    period: 300,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
  };
  return { source: 'monitoring.amazonaws.com', name: 'PutMetricAlarm', asked };
}

function health(ground: Ground): Deed {
  const group = `targetgroup/${application(ground)}/${ground.dice.hex(16)}`;
  const targetGroupArn = arn(ground, 'elasticloadbalancing', group);
  return {
    source: 'elasticloadbalancing.amazonaws.com',
    name: 'DescribeTargetHealth',
    asked: { targetGroupArn },
    apiVersion: '2015-12-01',
  };
}

/** Calls that look after the rest. */
export const CONTROL: readonly Kind[] = [
  { weight: 30, make: roleCall('GetRole') },
  { weight: 25, make: roleCall('ListAttachedRolePolicies') },
  { weight: 20, make: roleCall('ListRolePolicies') },
  { weight: 25, make: refused },
  { weight: 25, make: policyVersion },
  { weight: 60, make: logStream },
  { weight: 15, make: alarm },
  { weight: 30, make: changeSet },
  { weight: 40, make: health },
  {
    weight: 30,
    make: () => ({ source: 'rds.amazonaws.com', name: 'DescribeDBInstances', asked: { maxRecords: 100 } }),
  },
  {
    weight: 20,
    make: () => ({ source: 'monitoring.amazonaws.com', name: 'DescribeAlarms', asked: { maxRecords: 100 } }),
  },
  {
    weight: 20,
    make: () => ({ source: 'ecr.amazonaws.com', name: 'GetAuthorizationToken', asked: null }),
  },
];
