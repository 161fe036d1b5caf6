import { at, permissionsOf, type Resource, type Say, textOf } from './template.ts';

/** A trail: read only in its folder, with the right by which S3 tells an object that is gone from a forbidden one. */
export function trailFaults(all: readonly Resource[], say: Say): void {
  const statements = permissionsOf(all).filter(({ allows }) => allows);
  const [lists, reads] = ['TrailList', 'Trail'].map((name) => statements.filter(({ sid }) => sid === name));
  say(reads?.length === 1, 'the trail may not be read');
  say(lists?.length === 1, 'an object that is gone is forbidden');
  const folders = (reads ?? []).flatMap(({ resources }) => resources);
  for (const { actions, resources, value } of lists ?? []) {
    const prefix = textOf(at(value, 'Condition', 'StringLike', 's3:prefix'));
    const owner = at(value, 'Condition', 'StringEquals', 's3:ResourceAccount');
    say(textOf(actions) === '["s3:ListBucket"]', `TrailList: ${actions.join(', ')} is allowed`);
    say(owner !== undefined, 'TrailList: the bucket may be somebody else’s');
    say(/(^|\/)AWSLogs\/\*$/.test(prefix), `TrailList: lists ${prefix}`);
    say(
      resources.every((bucket) => folders.includes(`${bucket}/${prefix}`)),
      'TrailList: another folder than is read',
    );
  }
}
