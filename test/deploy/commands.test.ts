import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  at,
  listOf,
  permissionsOf,
  resourcesOf,
  type Statement,
  textOf,
} from '../../deploy/cdk/checks/template.ts';
import { spokePolicy } from '../../deploy/cdk/lib/spoke.ts';
import { movedTo, SHAPES, settingsWith, templatesOf, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

/** Calls whose right has another name than the call. */
const RIGHTS: Readonly<Record<string, string>> = {
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
};
/** Rights that no deployment gives: everybody has the first; people provision, and examine; the CDK refuses sinks of the last two. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'events:DeleteRule',
  'events:DescribeRule',
  'events:ListTagsForResource',
  'events:ListTargetsByRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'events:PutEvents',
  'securityhub:BatchImportFindings',
]);
/** Rights that no call in the code needs, and who uses them with the hub's role: as AWS documents for each service. */
const BY_AWS: ReadonlySet<string> = new Set([
  // Lambda writes the log, makes the network interfaces, and reads the encrypted environment
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  // for SNS, SQS, S3 and Kinesis, which use the key in the name of whoever calls them
  'kms:Decrypt',
  'kms:GenerateDataKey',
  // the event source mapping of a stream
  'kinesis:DescribeStream',
  // the CDK gives it where a queue is the destination of what a function failed at
  'sqs:GetQueueUrl',
  // a session with a source identity takes it along
  'sts:SetSourceIdentity',
]);
const PREFIXES: Readonly<Record<string, string>> = { eventbridge: 'events' };

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The rights that the calls of a file need: of each client that it imports, each command. */
function rightsIn(text: string): readonly string[] {
  return [...text.matchAll(/import(?: type)?\s*{([^}]*)}\s*from '@aws-sdk\/client-([a-z\d-]+)'/g)].flatMap(
    ([, names = '', client = '']) =>
      [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(([, command, paged]) => {
        const call = `${PREFIXES[client] ?? client}:${command ?? paged}`;
        return RIGHTS[call] ?? call;
      }),
  );
}

/** The statements of the role as which everything runs; other roles of the stack are those of AWS's services. */
function hubOf(changes: Readonly<Record<string, unknown>>): readonly Statement[] {
  const settings = movedTo(shop.folder, settingsWith(changes));
  return permissionsOf(resourcesOf(templatesOf(settings, shop)['rolewarden-hub'])).filter(({ holder }) =>
    /^(?:Hub|Interfaces)/.test(holder.id),
  );
}

/** Every right that a deployment gives the hub with one feed or another, or a spoke gives to it. */
function given(): ReadonlySet<string> {
  const hubs = Object.values(SHAPES).flatMap(hubOf);
  const spoke = listOf(at(spokePolicy('aws'), 'Statement')).flatMap((one) =>
    at(one, 'Effect') === 'Allow' ? listOf(at(one, 'Action')).map(textOf) : [],
  );
  return new Set([...hubs.filter(({ allows }) => allows).flatMap(({ actions }) => actions), ...spoke]);
}

describe('what the code asks of AWS', () => {
  const needed = [...new Set(sources('src').flatMap(rightsIn))].sort();

  it('is found in the code', () => {
    expect(needed).toEqual(expect.arrayContaining(['iam:PutRolePolicy', 's3:ListBucket', 'sts:AssumeRole']));
    expect(needed.length).toBeGreaterThan(30);
  });

  it('is allowed by a deployment, or is somebody else’s to allow', () => {
    const all = given();
    expect(needed.filter((right) => !all.has(right) && !ELSEWHERE.has(right))).toEqual([]);
    expect([...ELSEWHERE].filter((right) => !needed.includes(right))).toEqual([]);
  });

  it('is all that a deployment allows the hub, but for what AWS does in its name', () => {
    const granted = new Set(
      Object.values(SHAPES)
        .flatMap(hubOf)
        .filter(({ allows }) => allows)
        .flatMap(({ actions }) => actions),
    );
    expect([...granted].filter((right) => !needed.includes(right) && !BY_AWS.has(right))).toEqual([]);
    expect([...BY_AWS].filter((right) => !granted.has(right))).toEqual([]);
  });

  it('is all that a spoke allows', () => {
    const spoke = listOf(at(spokePolicy('aws'), 'Statement')).flatMap((one) =>
      listOf(at(one, 'Action')).map(textOf),
    );
    expect(spoke.filter((right) => !needed.includes(right))).toEqual([]);
  });
});
