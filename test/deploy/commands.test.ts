import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at, listOf, permissionsOf, resourcesOf, textOf } from '../../deploy/cdk/checks/template.ts';
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
/** Rights that no deployment gives: everybody has the first; people provision; the CDK refuses sinks of the last two. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
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

/** Every right that a deployment gives the hub with one feed or another, or a spoke gives to it. */
function given(): ReadonlySet<string> {
  const { acting, 'kinesis to lambda': kinesis, 's3 notices': notices } = SHAPES;
  const hubs = [acting, kinesis, notices].flatMap((changes) => {
    const settings = movedTo(shop.folder, settingsWith(changes));
    return permissionsOf(resourcesOf(templatesOf(settings, shop)['rolewarden-hub']));
  });
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

  it('is all that a spoke allows', () => {
    const spoke = listOf(at(spokePolicy('aws'), 'Statement')).flatMap((one) =>
      listOf(at(one, 'Action')).map(textOf),
    );
    expect(spoke.filter((right) => !needed.includes(right))).toEqual([]);
  });
});
