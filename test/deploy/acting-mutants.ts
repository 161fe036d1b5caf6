import { at, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { changed, type Mutant, type Path, without } from './edits.ts';

const SHUT = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
const NETWORK = ['EcsParameters', 'NetworkConfiguration', 'AwsVpcConfiguration'];

/** What of a bucket, a schedule, an endpoint must not go, from the resource on. */
const REMOVED: Readonly<Record<string, readonly Path[]>> = {
  Audit: [
    [],
    ['DeletionPolicy'],
    ['Properties', 'VersioningConfiguration'],
    ['Properties', 'LifecycleConfiguration'],
    ...[['ExpirationInDays'], ['NoncurrentVersionExpiration']].map((path) => [
      'Properties',
      'LifecycleConfiguration',
      'Rules',
      0,
      ...path,
    ]),
    ...SHUT.map((key) => ['Properties', 'PublicAccessBlockConfiguration', key]),
  ],
  Settle: [[]],
  Sweep: [
    [],
    ...[['Input'], ['RoleArn'], [...NETWORK, 'AssignPublicIp'], [...NETWORK, 'SecurityGroups']].map(
      (path) => ['Properties', 'Targets', 0, ...path],
    ),
  ],
  VpcS3: [[]],
};

/** Values that are worse, from the resource on. */
const WORSE: Readonly<Record<string, readonly (readonly [Path, unknown])[]>> = {
  Audit: [
    [['Properties', 'VersioningConfiguration', 'Status'], 'Suspended'],
    [['Properties', 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays'], 90],
    [['DeletionPolicy'], 'Delete'],
    [['DeletionPolicy'], 'Retain'],
  ],
  AuditPolicy: [[['Properties', 'PolicyDocument', 'Statement', 0, 'Effect'], 'Allow']],
  Sweep: [[['Properties', 'Targets', 0, 'Input'], '{}']],
};

/** Statements about records, and what would be too much. */
const TOO_MUCH: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  Audit: [
    ['Action', ['s3:PutObject', 's3:DeleteObject']],
    ['Action', 's3:PutObjectAcl'],
    ['Condition', { StringEquals: { 's3:ResourceAccount': '111122223333' } }],
    ['Resource', 'arn:aws:s3:::rolewarden-audit-111122223333-eu-central-1/*'],
  ],
  AuditRead: [['Resource', 'arn:aws:s3:::rolewarden-audit-111122223333-eu-central-1/*']],
  AuditList: [['Resource', 'arn:aws:s3:::rolewarden-audit-*']],
};

/** What acting needs and must not have: a bucket for records, who writes to it, what runs when nothing happens. */
export function actingBroken(template: unknown): readonly Mutant[] {
  return [...buildings(template), ...statements(template)];
}

/** The library ends ids of what it makes in a hash. */
const named = (id: string, name: string) => id === name || new RegExp(`^${name}[0-9A-F]{8}$`).test(id);

function buildings(template: unknown): readonly Mutant[] {
  const ids = resourcesOf(template).map(({ id }) => id);
  const pathsOf = <T>(table: Readonly<Record<string, readonly T[]>>) =>
    Object.entries(table).flatMap(([name, entries]) =>
      ids.filter((id) => named(id, name)).flatMap((id) => entries.map((entry) => ({ id, entry }))),
    );
  return [
    ...pathsOf(REMOVED).map(({ entry, id }) => ({
      what: `${id} without ${entry.join('.')}`,
      mutant: without(template, ['Resources', id, ...entry]),
    })),
    ...pathsOf(WORSE).map(({ entry: [path, value], id }) => ({
      what: `${id}: ${path.join('.')} is ${JSON.stringify(value)}`,
      mutant: changed(template, ['Resources', id, ...path], value),
    })),
  ];
}

function statements(template: unknown): readonly Mutant[] {
  return resourcesOf(template).flatMap(({ id, properties, type }) => {
    const all = at(properties, 'PolicyDocument', 'Statement');
    if (type !== 'AWS::IAM::Policy' || !Array.isArray(all)) return [];
    return all.flatMap((statement: unknown, index) => {
      const sid = String(at(statement, 'Sid'));
      const path = ['Resources', id, 'Properties', 'PolicyDocument', 'Statement', index];
      if (!sid.startsWith('Audit') || sid === 'AuditKey') return [];
      return [
        { what: `without ${sid}`, mutant: without(template, path) },
        ...(TOO_MUCH[sid] ?? []).map(([key, value]) => ({
          what: `${sid}: ${key} is ${JSON.stringify(value)}`,
          mutant: changed(template, [...path, key], value),
        })),
      ];
    });
  });
}
