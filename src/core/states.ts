import type { Days } from './days.ts';
import { DIMENSIONS, type Dimension, type Habits, type StoredDimension } from './habit.ts';

/** What a dimension says at a cut: the state of each value, and the values that are known or seen. */
export interface Answers {
  readonly states: ReadonlyMap<string, 'known' | 'emerging'>;
  readonly known: readonly string[];
  readonly seen: readonly string[];
}

const WINDOW = 90;
const KNOWN = { days: 3, age: 7 };
const PROBATION = { days: 5, age: 14 };
/** A day on which more values of a dimension first appear teaches none of them. */
const BURST = 8;
const BURST_EXEMPT: ReadonlySet<Dimension> = new Set(['hour', 'holder']);

const NOTHING: Answers = { states: new Map(), known: [], seen: [] };
const NO_VALUES: ReadonlyMap<string, Days> = new Map();
const PROBATIONS: ReadonlyMap<Dimension, StoredDimension> = new Map(
  DIMENSIONS.map((dimension) => [dimension, `~${dimension}`]),
);

/** Under which name values on probation are kept. */
export function probationOf(dimension: Dimension): StoredDimension {
  return PROBATIONS.get(dimension) ?? `~${dimension}`;
}

/** Reads a dimension: known values have enough days of enough age, a burst's first day aside. */
export function answersOf(habits: Pick<Habits, 'get'>, dimension: Dimension, cut: number): Answers {
  const values = habits.get(dimension);
  const onProbation = habits.get(probationOf(dimension));
  if (values === undefined && onProbation === undefined) return NOTHING;
  const states = new Map<string, 'known' | 'emerging'>();
  const bursts = burstDays(values ?? NO_VALUES, dimension, cut);
  for (const [value, all] of values ?? NO_VALUES) {
    const { days, first, second } = spanOf(all, cut);
    if (days === 0) continue;
    const burst = bursts?.has(first) === true;
    const known = burst ? meets(days - 1, second, KNOWN, cut) : meets(days, first, KNOWN, cut);
    states.set(value, known ? 'known' : 'emerging');
  }
  for (const [value, all] of onProbation ?? NO_VALUES) {
    const { days, first } = spanOf(all, cut);
    if (meets(days, first, PROBATION, cut)) states.set(value, 'known');
  }
  const seen = [...states.keys()];
  return { states, seen, known: seen.filter((value) => states.get(value) === 'known') };
}

/** Days on which more than eight values of the dimension first appeared; undefined where there can be none. */
function burstDays(
  values: ReadonlyMap<string, Days>,
  dimension: Dimension,
  cut: number,
): ReadonlySet<number> | undefined {
  if (values.size <= BURST || BURST_EXEMPT.has(dimension)) return undefined;
  const firsts = new Map<number, number>();
  for (const all of values.values()) {
    const { days, first } = spanOf(all, cut);
    if (days > 0) firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  return new Set([...firsts].filter(([, count]) => count > BURST).map(([day]) => day));
}

/** The part of a value's days that is in the window: how many, the first two and the last. */
export interface Span {
  readonly days: number;
  readonly first: number;
  readonly second: number;
  readonly last: number;
}

/** Days ascend, and mostly all of them are in the window. */
export function spanOf(all: Days, cut: number): Span {
  let from = 0;
  let to = all.length;
  while (from < to && (all[from] ?? cut) < cut - WINDOW) from++;
  while (to > from && (all[to - 1] ?? cut) >= cut) to--;
  const days = to - from;
  return {
    days,
    first: all[from] ?? cut,
    second: days > 1 ? (all[from + 1] ?? cut) : cut,
    last: all[to - 1] ?? cut,
  };
}

/** Enough days, of which the first lies far enough back. */
function meets(
  days: number,
  first: number,
  bar: { readonly days: number; readonly age: number },
  cut: number,
) {
  return days >= bar.days && cut - first >= bar.age;
}
