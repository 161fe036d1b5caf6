import { RolewardenError } from '../core/errors.ts';
import { LEVELS, type Level } from '../core/finding.ts';
import { oneOf } from './command.ts';

/** One history at a time: a comparison neither reads nor writes any, and a replay has one. */
export function refuseTogether(values: {
  readonly baseline?: string;
  readonly compare?: string;
  readonly resume?: string;
  readonly store?: string;
  readonly summary?: string;
}): void {
  const given = (['baseline', 'compare', 'resume', 'store', 'summary'] as const).filter(
    (name) => values[name] !== undefined,
  );
  const pairs = [
    ['compare', 'baseline'],
    ['compare', 'store'],
    ['compare', 'summary'],
    ['compare', 'resume'],
    ['store', 'baseline'],
  ] as const;
  const pair = pairs.find((both) => both.every((name) => given.includes(name)));
  if (pair === undefined) return;
  throw new RolewardenError(
    'ERR_USAGE',
    `--${pair[0]} does not go with --${pair[1]}`,
    'leave one of them out',
  );
}

export function scoreFrom(text: string): number {
  const score = Number(text);
  if (text.trim() !== '' && Number.isInteger(score) && score >= 0 && score <= 100) return score;
  throw new RolewardenError(
    'ERR_USAGE',
    `--min-score cannot be ${JSON.stringify(text)}`,
    'use a whole number from 0 to 100',
  );
}

const MOST_WORKERS = 32;

export function workersFrom(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_WORKERS) return count;
  throw new RolewardenError(
    'ERR_USAGE',
    `--workers cannot be ${JSON.stringify(text)}`,
    `use a whole number from 1 to ${MOST_WORKERS}`,
  );
}

/** The levels that `--fail-on` knows: the lowest would be every finding. */
export const FAILING: readonly Level[] = LEVELS.slice(1);

export function failOnFrom(text: string | undefined): Level | undefined {
  return text === undefined ? undefined : oneOf('--fail-on', text, FAILING);
}

export interface Span {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What `--from` and `--to` name, milliseconds since 1970. */
export function spanFrom(values: { readonly from?: string; readonly to?: string }): Span {
  const span = { from: timeFrom('--from', values.from), to: timeFrom('--to', values.to) };
  if (span.from === undefined || span.to === undefined || span.from < span.to) return span;
  throw new RolewardenError(
    'ERR_USAGE',
    `--from ${JSON.stringify(values.from)} is not before --to ${JSON.stringify(values.to)}`,
    'name an earlier --from or a later --to, or leave one of them out',
  );
}

function timeFrom(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(time) && isDay(text.slice(0, 10))) return time;
  throw new RolewardenError(
    'ERR_USAGE',
    `${option} cannot be ${JSON.stringify(text)}`,
    'use a date (2026-01-31) or a time with its zone (2026-01-31T08:00:00Z) of a day that exists',
  );
}

/** `Date.parse` takes the 31st of every month. */
function isDay(date: string): boolean {
  const day = Date.parse(date);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(date);
}
