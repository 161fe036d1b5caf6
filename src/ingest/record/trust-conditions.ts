import { get, isObject } from '../json/fields.ts';

/** What must hold of a caller, by a policy's conditions: one of the values, or patterns, for a key in lower case. */
export interface Held {
  readonly key: string;
  readonly values: readonly string[];
  /** It holds, too, of a caller who lacks the key. */
  readonly lacking: boolean;
}

const POSITIVE =
  /^(?<all>forallvalues:|foranyvalue:)?(?:stringequals(?:ignorecase)?|stringlike|arnequals|arnlike)(?<if>ifexists)?$/;
const NEGATIVE =
  /^(?:forallvalues:|foranyvalue:)?(?:stringnotequals(?:ignorecase)?|stringnotlike|arnnotequals|arnnotlike)(?:ifexists)?$/;
/** In a Deny beside the key that counts: AWS's services are let through. */
const FOR_SERVICES = 'aws:principalisawsservice';
/** IAM takes trust policies of 4,096 characters; the caps are for what is made up. */
const KEYS = 50;
const VALUES = 100;

/** What the conditions of a statement that allows demand. */
export function demandsOf(condition: unknown): readonly Held[] {
  return blocksOf(condition).flatMap(({ operator, keys }) => {
    const found = POSITIVE.exec(operator)?.groups;
    if (found === undefined) return [];
    const lacking = found['if'] !== undefined || found['all'] === 'forallvalues:';
    return keys.map(({ key, values }) => ({ key, values, lacking }));
  });
}

/** What a statement that denies demands: who is not among the values is kept out, and so is who lacks the key. */
export function demandsOfDeny(condition: unknown): readonly Held[] {
  const all = blocksOf(condition).flatMap(({ operator, keys }) => keys.map((one) => ({ ...one, operator })));
  const [only, ...others] = all.filter(({ key }) => key !== FOR_SERVICES);
  // with a second condition it denies only those of whom both hold
  if (only === undefined || others.length > 0 || !NEGATIVE.test(only.operator)) return [];
  return [{ key: only.key, values: only.values, lacking: false }];
}

function blocksOf(condition: unknown) {
  if (!isObject(condition)) return [];
  return Object.keys(condition)
    .slice(0, KEYS)
    .map((operator) => ({ operator: operator.toLowerCase(), keys: keysOf(get(condition, operator)) }));
}

function keysOf(block: unknown): readonly Pick<Held, 'key' | 'values'>[] {
  if (!isObject(block)) return [];
  return Object.keys(block)
    .slice(0, KEYS)
    .map((key) => ({ key: key.toLowerCase(), values: textsOf(get(block, key)) }));
}

/** The texts of a value that is one or a list. */
export function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.slice(0, VALUES).flatMap((one) => (typeof one === 'string' ? [one.slice(0, 512)] : []));
}
