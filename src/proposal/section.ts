import type { Seen } from './observation.ts';

/** One proposed value, and on what it rests. */
export interface Entry {
  readonly value: unknown;
  readonly why: string;
}

/** A list of the configuration, by its path, with a word on what it does. */
export interface Section {
  readonly path: readonly [string, string] | readonly [string];
  readonly about: string;
  readonly entries: readonly Entry[];
}

const LEAST_DAYS = 3;
const often = ({ days }: Seen) => days.size >= LEAST_DAYS;
export const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
/** On what a value rests. */
export const on = ({ actors, days, events }: Seen) =>
  `${count(events, 'event')} on ${count(days.size, 'day')}, ${count(actors.size, 'caller')}`;
/** What was seen often enough, by name. */
export const sorted = <T extends Seen>(map: ReadonlyMap<string, T>) =>
  [...map].filter(([, one]) => often(one)).sort(([a], [b]) => (a < b ? -1 : 1));
/** What an ARN ends with. */
export const last = (arn: string) => arn.split('/').at(-1) ?? arn;

/** Globs know `*` and `?` only: a value that holds one is matched by any single character there. */
export const escaped = (text: string) => text.replaceAll('*', '?');
