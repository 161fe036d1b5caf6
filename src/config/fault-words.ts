import type * as z from 'zod';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['array', 'a list: [one, another]'],
  ['object', 'keys with values'],
  ['record', 'keys with values'],
  ['string', 'a text, in quotes if it looks like something else'],
  ['number', 'a number, without quotes'],
  ['int', 'a whole number'],
  ['boolean', 'true or false, without quotes'],
]);

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date', 'a date that exists, such as 2026-01-31'],
  ['datetime', 'a time with its zone, such as 2026-01-31T08:00:00Z'],
]);

/**
 * What a fault in the configuration is, in words of the file; undefined where the library's will do. A schema's own
 * message comes before.
 */
export function faultWords(issue: z.core.$ZodRawIssue): string | undefined {
  const wanted = wantedBy(issue);
  return wanted === undefined ? undefined : `expected ${wanted}`;
}

function wantedBy(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS.get(issue.expected);
    case 'invalid_format':
      return FORMATS.get(issue.format);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return Array.isArray(issue.options) ? oneOf(issue.options) : undefined;
    case 'too_small':
      return sizeOf(issue.origin, Number(issue.minimum), 'more');
    case 'too_big':
      return sizeOf(issue.origin, Number(issue.maximum), 'less');
    default:
      return undefined;
  }
}

function oneOf(values: readonly unknown[]): string {
  return `${values.length > 1 ? 'one of ' : ''}${values.map((value) => JSON.stringify(value)).join(', ')}`;
}

/** The size that would do: of a text in characters, of a list in values. */
function sizeOf(origin: string, limit: number, side: 'more' | 'less'): string {
  // what a whole number may be at all, where another limit is the one that is meant
  if (Math.abs(limit) === Number.MAX_SAFE_INTEGER)
    return `a ${side === 'less' ? 'smaller' : 'larger'} number`;
  if (side === 'more' && limit === 1 && origin === 'string') return 'a text that is not empty';
  if (side === 'more' && limit === 1 && origin === 'array') return 'a list that is not empty';
  if (origin === 'string') return `${limit} characters or ${side}`;
  return origin === 'array' ? `${limit} values or ${side}` : `${limit} or ${side}`;
}

/** What stands in the place of a fault, behind its words. `hidden`: of a value that may be secret only the kind is told. */
export function foundWords(found: unknown, hidden: boolean): string {
  const kind = kindOf(found);
  if (kind !== undefined) return ` (found ${kind})`;
  if (hidden) return ` (found a ${typeof found === 'string' ? 'text' : typeof found})`;
  const text = typeof found === 'number' ? String(found) : JSON.stringify(found);
  return ` (found ${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} …` : text})`;
}

/** How many characters of a value an error shows: enough to find it. */
const MOST_SHOWN = 200;

function kindOf(found: unknown): string | undefined {
  if (found === null) return 'nothing: null';
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list';
  return typeof found === 'object' ? 'keys with values' : undefined;
}
