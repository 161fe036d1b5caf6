import { RolewardenError } from '../core/errors.ts';

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

export function timeFrom(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new RolewardenError(
    'ERR_USAGE',
    `${option} cannot be ${JSON.stringify(text)}`,
    'use a date (2026-01-31) or a time with its zone (2026-01-31T08:00:00Z)',
  );
}
