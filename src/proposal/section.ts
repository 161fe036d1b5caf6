import { byText } from '../core/text/ascii.ts';
import type { Seen } from './observation.ts';

/** One proposed value; `why`: its evidence in words. */
export interface ProposedValue {
  readonly value: unknown;
  readonly why: string;
}

/** Values for a list of the configuration; `path`: where it is; `about`: what it does. */
export interface Section {
  readonly path: readonly [string, string] | readonly [string];
  readonly about: string;
  readonly entries: readonly ProposedValue[];
}

const LEAST_DAYS = 3;
const often = ({ days }: Seen) => days.size >= LEAST_DAYS;
/** A number with its noun: `1 day`, `2 days`. */
export const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
/** The evidence for a value, in words. */
export const on = ({ actors, days, events }: Seen) =>
  `${count(events, 'event')} on ${count(days.size, 'day')}, ${count(actors.size, 'caller')}`;
/** What was seen on three days or more, sorted by name. */
export const sorted = <T extends Seen>(map: ReadonlyMap<string, T>) =>
  [...map].filter(([, one]) => often(one)).sort(([a], [b]) => byText(a, b));
/** The last part of an ARN, after its last `/`. */
export const last = (arn: string) => arn.split('/').at(-1) ?? arn;

/** A text as a glob, in which `*` would match anything: `?` takes its place, and matches any one character. */
export const escaped = (text: string) => text.replaceAll('*', '?');
