import { at, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { changed, type Mutant, without } from './edits.ts';

const OWNER = { StringEquals: { 's3:ResourceAccount': '444455556666' } };
const under = (prefix: string) => ({ ...OWNER, StringLike: { 's3:prefix': prefix } });

/** What listing a trail's bucket must not become. */
const TOO_MUCH: readonly (readonly [string, unknown])[] = [
  ['Condition', OWNER],
  ['Condition', under('*')],
  ['Condition', under('other/AWSLogs/*')],
  ['Condition', { StringLike: { 's3:prefix': 'AWSLogs/*' } }],
  ['Action', ['s3:ListBucket', 's3:ListBucketVersions']],
  ['Resource', 'arn:aws:s3:::another-trail'],
];

/** A trail that cannot be read, or of which more can be seen than is read. */
export function trailBroken(template: unknown): readonly Mutant[] {
  return resourcesOf(template).flatMap(({ id, properties }) => {
    const all = at(properties, 'PolicyDocument', 'Statement');
    if (!Array.isArray(all)) return [];
    return all.flatMap((statement: unknown, index) => {
      const sid = at(statement, 'Sid');
      const path = ['Resources', id, 'Properties', 'PolicyDocument', 'Statement', index];
      if (sid !== 'Trail' && sid !== 'TrailList') return [];
      return [
        { what: `without ${sid}`, mutant: without(template, path) },
        ...(sid === 'Trail' ? [] : TOO_MUCH).map(([key, value]) => ({
          what: `${sid}: ${key} is ${JSON.stringify(value)}`,
          mutant: changed(template, [...path, key], value),
        })),
      ];
    });
  });
}
