import type { StsRequest } from '../core/event.ts';
import { glob } from '../core/glob.ts';
import { type Fields, get, isObject, listAt, objectAt } from './fields.ts';

/** Who may do these to any user and role gives themselves whatever is missing: patterns that match all are full rights. */
const ALL_OF_IAM = ['iam:attachuserpolicy', 'iam:putrolepolicy', 'iam:createaccesskey', 'iam:passrole'];
/** The same of resources: whatever the partition, and whatever the account. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];
const MANAGED = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$|:policy\/AdministratorAccess$/;
/** STS takes policies of 2,048 characters; the cap is for what is made up. */
const PATTERNS = 1_000;

/** What a session policy and `policyArns` allow, whatever the spelling: IAM reads names and actions in any case. */
export function policyOf(asked: Fields): StsRequest['sessionPolicy'] {
  const listed = listAt(asked, 'policyArns');
  const text = get(asked, 'policy');
  if (listed.length === 0 && text === undefined) return 'none';
  const arns = listed.map((entry) => (isObject(entry) ? get(entry, 'arn') : entry));
  if (arns.some((arn) => typeof arn === 'string' && MANAGED.test(arn))) return 'admin';
  if (typeof text === 'string' && text !== '') return allowsAll(text) ? 'admin' : 'some';
  return arns.length > 0 ? 'some' : 'none';
}

/** Whether one statement of an inline policy allows every action, or all of IAM, on every resource. */
function allowsAll(policy: string): boolean {
  const statement = part(objectAt({ policy }, 'policy'), 'statement');
  return (Array.isArray(statement) ? statement : [statement]).some(
    (entry) =>
      part(entry, 'effect') === 'Allow' &&
      reaches(entry, 'action', [ALL_OF_IAM]) &&
      reaches(
        entry,
        'resource',
        PARTITIONS.map((name) => [`arn:${name}:iam::*:user/x`, `arn:${name}:iam::*:role/x`]),
      ),
  );
}

/** Whether the patterns match all of one of the lists; of the `Not` form, whether they leave anything. */
function reaches(statement: unknown, element: string, wanted: readonly (readonly string[])[]): boolean {
  const patterns = patternsOf(part(statement, element));
  const but = patternsOf(part(statement, `not${element}`));
  if (but.length > 0) return !but.some((pattern) => pattern.includes('*') && /^[*?:]+$/.test(pattern));
  const matchers = patterns.map(glob);
  return wanted.some((list) => list.every((text) => matchers.some((matches) => matches(text))));
}

function patternsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list
    .slice(0, PATTERNS)
    .flatMap((one) => (typeof one === 'string' ? [one.toLowerCase().replace(/:\d{12}:/, ':*:')] : []));
}

/** An element by its name in any case. */
function part(from: unknown, name: string): unknown {
  if (!isObject(from)) return undefined;
  const key = Object.keys(from).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : get(from, key);
}
