import { ALL_PARTITIONS } from '../../core/event/partition.ts';
import type { StsRequest } from '../../core/event/request.ts';
import { glob } from '../../core/text/glob.ts';
import { type Fields, get, isObject, listAt, objectAt } from '../json/fields.ts';

type Allows = StsRequest['sessionPolicy'];
const RANKS: readonly Allows[] = ['none', 'some', 'broad', 'admin'];

/**
 * Who may do one of these to any user, role, group or policy gives themselves whatever is missing, or becomes somebody who
 * has it: full rights.
 */
const FULL = [
  ['user', 'iam:attachuserpolicy'],
  ['user', 'iam:putuserpolicy'],
  ['user', 'iam:createaccesskey'],
  ['user', 'iam:createloginprofile'],
  ['user', 'iam:updateloginprofile'],
  ['role', 'iam:attachrolepolicy'],
  ['role', 'iam:putrolepolicy'],
  ['role', 'iam:updateassumerolepolicy'],
  ['group', 'iam:addusertogroup'],
  ['group', 'iam:attachgrouppolicy'],
  ['group', 'iam:putgrouppolicy'],
  ['policy', 'iam:createpolicyversion'],
] as const;
const MANAGED = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$|:policy\/AdministratorAccess$/;
const MANAGED_BROAD = /:iam::aws:policy\/(?:PowerUserAccess|job-function\/SystemAdministrator)$/;
/** As many whole services on every resource are broad rights; one or two are what a broker hands out. */
const BROAD = 3;
/** Every resource, or every one of a service. */
const EVERYWHERE = /^(?:[*?:]*\*|arn:[a-z*-]+:[a-z\d*-]*:[*:]*\*)$/;
/** A whole service; where the service's name has a wildcard, or none is named, many. */
const WHOLE = /^[a-z\d-]+(?=:\*+$)/;
const MANY = /^(?=[^:]*\*)[^:]*(?::\*+)?$/;
/** STS takes policies of 2,048 characters; the caps are for what is made up. */
const PATTERNS = 1_000;
const LONGEST = 2_048;

/** What a session policy and `policyArns` allow, whatever the spelling: IAM reads names and actions in any case. */
export function policyOf(asked: Fields): Allows {
  const listed = listAt(asked, 'policyArns');
  const text = get(asked, 'policy');
  if (listed.length === 0 && text === undefined) return 'none';
  const arns = listed.map((entry) => managed(isObject(entry) ? get(entry, 'arn') : entry));
  const all = [...arns, typeof text === 'string' && text !== '' ? inline(text) : 'none'];
  return RANKS.findLast((rank) => all.includes(rank)) ?? 'none';
}

function managed(arn: unknown): Allows {
  if (typeof arn !== 'string') return 'some';
  if (MANAGED.test(arn)) return 'admin';
  return MANAGED_BROAD.test(arn) ? 'broad' : 'some';
}

/** What the statements of an inline policy allow together; what is denied narrows, and is not looked at. */
function inline(policy: string): Allows {
  const statement = part(objectAt({ policy }, 'policy'), 'statement');
  const all: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  const allowing = all.filter((entry) => part(entry, 'effect') === 'Allow');
  if (allowing.some(allowsAll)) return 'admin';
  const services = new Set(allowing.flatMap(wholeServices));
  return services.size >= BROAD || services.has('*') ? 'broad' : 'some';
}

/** Whether a statement allows every action, or one of those that lead to every other, in whatever partition and account. */
function allowsAll(entry: unknown): boolean {
  return FULL.some(
    ([kind, action]) =>
      reaches(entry, 'action', [action]) &&
      reaches(
        entry,
        'resource',
        ALL_PARTITIONS.map((name) => `arn:${name}:iam::*:${kind}/x`),
      ),
  );
}

/** Whether the patterns match one of the texts; of the `Not` form, whether they leave anything. */
function reaches(statement: unknown, element: string, wanted: readonly string[]): boolean {
  const patterns = patternsOf(part(statement, element));
  const but = patternsOf(part(statement, `not${element}`));
  if (but.length > 0) return !but.some((pattern) => pattern.includes('*') && /^[*?:]+$/.test(pattern));
  return patterns.map(glob).some((matches) => wanted.some(matches));
}

/** Services that a statement allows whole, on every resource; `*` stands for many. */
function wholeServices(entry: unknown): readonly string[] {
  const everywhere =
    reaches(entry, 'resource', []) ||
    patternsOf(part(entry, 'resource')).some((pattern) => EVERYWHERE.test(pattern));
  if (!everywhere) return [];
  return patternsOf(part(entry, 'action')).flatMap((pattern) =>
    MANY.test(pattern) ? ['*'] : (WHOLE.exec(pattern) ?? []),
  );
}

function patternsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list
    .slice(0, PATTERNS)
    .flatMap((one) => (typeof one === 'string' && one.length <= LONGEST ? [one.toLowerCase()] : []))
    .map((one) => one.replace(/:\d{12}:/, ':*:'));
}

/** An element by its name in any case. */
export function part(from: unknown, name: string): unknown {
  if (!isObject(from)) return undefined;
  const key = Object.keys(from).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : get(from, key);
}
