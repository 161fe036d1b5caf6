import { wrongUsage } from '../../core/errors.ts';
import { LEVELS, type Level } from '../../core/finding/finding.ts';
import { isDay } from '../../core/time/days.ts';
import { oneOf } from '../arguments.ts';

/**
 * Throws ERR_USAGE for options that exclude each other: a replay has one history, from a baseline or a store, and a
 * comparison reads and writes none, and shows no progress.
 */
export function refuseTogether(values: {
  readonly baseline?: string;
  readonly compare?: string;
  readonly progress?: boolean;
  readonly resume?: string;
  readonly store?: string;
  readonly summary?: string;
}): void {
  const pairs = [
    ['compare', 'baseline'],
    ['compare', 'store'],
    ['compare', 'summary'],
    ['compare', 'resume'],
    ['compare', 'progress'],
    ['store', 'baseline'],
  ] as const;
  const pair = pairs.find((both) => both.every((name) => values[name] !== undefined));
  if (pair === undefined) return;
  throw wrongUsage(`--${pair[0]} does not go with --${pair[1]}`, 'leave one of them out');
}

/** What `--min-score` says. Throws ERR_USAGE for what is no whole number from 0 to 100. */
export function scoreFrom(text: string): number {
  const score = Number(text);
  if (text.trim() !== '' && Number.isInteger(score) && score >= 0 && score <= 100) return score;
  throw wrongUsage(`--min-score cannot be ${JSON.stringify(text)}`, 'use a whole number from 0 to 100');
}

const MOST_WORKERS = 32;

/** How many threads read, as `--workers` says. Throws ERR_USAGE. */
export function workersFrom(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_WORKERS) return count;
  throw wrongUsage(
    `--workers cannot be ${JSON.stringify(text)}`,
    `use a whole number from 1 to ${MOST_WORKERS}`,
  );
}

/** The levels that `--fail-on` takes: all but the lowest, which every finding reaches. */
export const FAILING: readonly Level[] = LEVELS.slice(1);

/** What `--fail-on` says. Throws ERR_USAGE for an unknown level. */
export function failOnFrom(text: string | undefined): Level | undefined {
  return text === undefined ? undefined : oneOf('--fail-on', text, FAILING);
}

/** The time that a replay reports on, in milliseconds since 1970: `from` is part of it, `to` is not. */
export interface Span {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What `--from` and `--to` say. Throws ERR_USAGE for what is no time, or if `--from` is not the earlier. */
export function spanFrom(values: { readonly from?: string; readonly to?: string }): Span {
  const span = { from: timeFrom('--from', values.from), to: timeFrom('--to', values.to) };
  if (span.from === undefined || span.to === undefined || span.from < span.to) return span;
  throw wrongUsage(
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
  throw wrongUsage(
    `${option} cannot be ${JSON.stringify(text)}`,
    'use a date (2026-01-31) or a time with its zone (2026-01-31T08:00:00Z) of a day that exists',
  );
}
