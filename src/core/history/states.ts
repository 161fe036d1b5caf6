import type { Days } from '../time/days.ts';
import { DIMENSIONS, type Dimension, type StoredDimension } from './habit.ts';

/** Whether a value was seen on enough days to count as usual. */
export type State = 'known' | 'emerging';

/** The values of one dimension: those told by quiet events, and those on probation. */
export interface Told {
  readonly quiet: ReadonlyMap<string, Days> | undefined;
  readonly probation: ReadonlyMap<string, Days> | undefined;
}

const NOTHING: ReadonlyMap<string, Days> = new Map();

/** Days on which too many values of a dimension first appeared; undefined where there are none. */
export type Bursts = ReadonlySet<number> | undefined;

const WINDOW = 90;
const KNOWN = { days: 3, age: 7 };
const PROBATION = { days: 5, age: 14 };
/** A day on which more values of a dimension first appear teaches none of them. */
const BURST = 8;
const BURST_EXEMPT: ReadonlySet<Dimension> = new Set(['hour', 'holder']);

const PROBATIONS: ReadonlyMap<Dimension, StoredDimension> = new Map(
  DIMENSIONS.map((dimension) => [dimension, `~${dimension}`]),
);

/** Under which name values on probation are kept. */
export function probationOf(dimension: Dimension): StoredDimension {
  return PROBATIONS.get(dimension) ?? `~${dimension}`;
}

/** Where the days that a cut may see begin: days ascend, and mostly all of them are in the window. */
function beginOf(days: Days, cut: number): number {
  let from = 0;
  while (from < days.length && (days[from] ?? cut) < cut - WINDOW) from++;
  return from;
}

/** Where the days that a cut may see end. */
function endOf(days: Days, cut: number): number {
  let to = days.length;
  while (to > 0 && (days[to - 1] ?? cut) >= cut) to--;
  return to;
}

/** How many of the days a cut may see: those in [cut − 90, cut). */
export function countOf(days: Days | undefined, cut: number): number {
  return days === undefined ? 0 : Math.max(0, endOf(days, cut) - beginOf(days, cut));
}

/** The first day that a cut may see; undefined if it sees none. */
export function firstOf(days: Days, cut: number): number | undefined {
  const from = beginOf(days, cut);
  return from < endOf(days, cut) ? days[from] : undefined;
}

/** The last day that a cut may see; undefined if it sees none. */
export function lastOf(days: Days, cut: number): number | undefined {
  const to = endOf(days, cut);
  return beginOf(days, cut) < to ? days[to - 1] : undefined;
}

/** A value's state at a cut; undefined if it was not seen. A burst's first day does not count. */
export function stateOf({ quiet, probation }: Told, value: string, bursts: Bursts, cut: number) {
  const days = quiet?.get(value);
  const state = days === undefined ? undefined : quietState(days, bursts, cut);
  if (state === 'known' || probation === undefined) return state;
  return provedItself(probation.get(value), cut) ? 'known' : state;
}

function quietState(days: Days, bursts: Bursts, cut: number): State | undefined {
  let from = beginOf(days, cut);
  const to = endOf(days, cut);
  if (from >= to) return undefined;
  if (bursts?.has(days[from] ?? cut)) from++;
  return to - from >= KNOWN.days && cut - (days[from] ?? cut) >= KNOWN.age ? 'known' : 'emerging';
}

function provedItself(days: Days | undefined, cut: number): boolean {
  if (days === undefined || countOf(days, cut) < PROBATION.days) return false;
  return cut - (firstOf(days, cut) ?? cut) >= PROBATION.age;
}

/** Every value that has a state at a cut, or only those that are known. */
export function valuesWith(
  told: Told,
  bursts: Bursts,
  cut: number,
  wanted: 'any' | 'known',
): readonly string[] {
  const { probation, quiet } = told;
  const found: string[] = [];
  for (const [value, days] of quiet ?? NOTHING) {
    if (firstOf(days, cut) === undefined) continue;
    if (wanted === 'any' || stateOf(told, value, bursts, cut) === 'known') found.push(value);
  }
  for (const [value, days] of probation ?? NOTHING) {
    const quietDays = quiet?.get(value);
    if (quietDays !== undefined && firstOf(quietDays, cut) !== undefined) continue;
    if (provedItself(days, cut)) found.push(value);
  }
  return found;
}

/** Whether any value is known: mostly the first that is looked at. */
export function knowsAny(told: Told, bursts: Bursts, cut: number): boolean {
  for (const days of told.quiet?.values() ?? []) {
    if (quietState(days, bursts, cut) === 'known') return true;
  }
  for (const days of told.probation?.values() ?? []) if (provedItself(days, cut)) return true;
  return false;
}

/** Whether the dimension has enough values for a burst, and bursts in it count. */
export function mayBurst(dimension: Dimension, { quiet }: Told): boolean {
  return quiet !== undefined && quiet.size > BURST && !BURST_EXEMPT.has(dimension);
}

/** Days on which more than eight values of the dimension first appeared. */
export function burstsOf({ quiet }: Told, cut: number): Bursts {
  const firsts = new Map<number, number>();
  for (const days of quiet?.values() ?? []) {
    const first = firstOf(days, cut);
    if (first !== undefined) firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  const bursts = [...firsts].filter(([, count]) => count > BURST).map(([day]) => day);
  return bursts.length === 0 ? undefined : new Set(bursts);
}
