import type { Days } from './days.ts';
import { type Dimension, type Habits, SEEN, VALUE_CAP } from './habit.ts';

/**
 * State of a value for an owner (`scoring.md`): never seen before the cut, seen but not yet known, or known.
 * `unknown`: the question cannot be answered, and scores nothing.
 */
export type Novelty = 'new' | 'emerging' | 'known' | 'unknown';

/** Why a rule could not answer: listed in the finding, 0 points. */
export const UNKNOWN_REASONS = [
  'history',
  'habit',
  'store',
  'list',
  'database',
  'configuration',
  'origin',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

const WINDOW = 90;
const COVERED = { days: 5, age: 7 };
const KNOWN = { days: 3, age: 7 };
const PROBATION = { days: 5, age: 14 };
/** Below this age of the owner an emerging value says nothing: everybody's second week has new values. */
const MATURE = 14;
/** A day on which more values of a dimension first appear teaches none of them. */
const BURST = 8;
const BURST_EXEMPT: ReadonlySet<Dimension> = new Set(['hour', 'holder']);

/** One owner's history as an event may see it: the days in [cut − 90, cut). */
export interface OwnerView {
  /** Five distinct days and seven days' age. */
  readonly covered: boolean;
  /** Why not, where not. */
  readonly reason: UnknownReason;
  /** Days between the first day seen and the cut; 0 if never seen. */
  readonly age: number;
  /** Distinct days seen. */
  readonly days: number;
  /** Days between the last day seen and the cut; undefined if never seen. */
  readonly silentDays: number | undefined;
  novelty(dimension: Dimension, value: string): Novelty;
  /** Values that count as known. */
  known(dimension: Dimension): readonly string[];
  /** Values seen on any day that counts, known or not; probation aside. */
  seen(dimension: Dimension): readonly string[];
  /** Values on probation: seen only in events that scored too high to teach at once. */
  onProbation(dimension: Dimension): readonly string[];
  /** Distinct days on which the value was seen. */
  daysOf(dimension: Dimension, value: string): number;
}

/** A view on nothing, for an owner that the store does not know or could not say. */
export function emptyView(reason: UnknownReason): OwnerView {
  return {
    covered: false,
    reason,
    age: 0,
    days: 0,
    silentDays: undefined,
    novelty: () => 'unknown',
    known: () => [],
    seen: () => [],
    onProbation: () => [],
    daysOf: () => 0,
  };
}

/** Builds the view. Pure: the same habits and cut give the same answers whatever was learned since. */
export function viewOf(habits: Pick<Habits, 'get'>, cut: number): OwnerView {
  const seenDays = within(habits.get('seen')?.get(SEEN) ?? [], cut);
  const age = ageAt(seenDays, cut);
  const last = seenDays.at(-1);
  const covered = seenDays.length >= COVERED.days && age >= COVERED.age;
  const cache = new Map<Dimension, ReadonlyMap<string, Novelty>>();
  const states = (dimension: Dimension) => {
    const cached = cache.get(dimension) ?? statesOf(habits, dimension, cut);
    cache.set(dimension, cached);
    return cached;
  };
  const knowing = new Map<Dimension, boolean>();
  const knowsAny = (dimension: Dimension) => {
    const cached = knowing.get(dimension) ?? [...states(dimension).values()].includes('known');
    knowing.set(dimension, cached);
    return cached;
  };
  const valuesIn = (dimension: Dimension, ...wanted: readonly Novelty[]) =>
    [...states(dimension)].filter(([, state]) => wanted.includes(state)).map(([value]) => value);
  return {
    covered,
    reason: 'history',
    age,
    days: seenDays.length,
    silentDays: last === undefined ? undefined : cut - last,
    novelty(dimension, value) {
      if (!covered || !knowsAny(dimension)) return 'unknown';
      const all = states(dimension);
      const state = all.get(value);
      if (state === 'known') return 'known';
      if (all.size >= VALUE_CAP) return 'unknown';
      if (state === 'emerging') return age < MATURE ? 'unknown' : 'emerging';
      return 'new';
    },
    known: (dimension) => valuesIn(dimension, 'known'),
    seen: (dimension) => valuesIn(dimension, 'known', 'emerging'),
    onProbation: (dimension) =>
      [...(habits.get(`~${dimension}`) ?? [])]
        .filter(([, days]) => within(days, cut).length > 0)
        .map(([value]) => value),
    daysOf: (dimension, value) => within(habits.get(dimension)?.get(value) ?? [], cut).length,
  };
}

function statesOf(
  habits: Pick<Habits, 'get'>,
  dimension: Dimension,
  cut: number,
): ReadonlyMap<string, Novelty> {
  const quiet = new Map(
    [...(habits.get(dimension) ?? [])].map(([value, days]) => [value, within(days, cut)]),
  );
  const bursts = BURST_EXEMPT.has(dimension) ? new Set<number>() : burstDays(quiet);
  const states = new Map<string, Novelty>();
  for (const [value, days] of quiet) {
    const [first = cut] = days;
    const counting = bursts.has(first) ? days.slice(1) : days;
    if (days.length > 0) states.set(value, meets(counting, KNOWN, cut) ? 'known' : 'emerging');
  }
  for (const [value, days] of habits.get(`~${dimension}`) ?? []) {
    if (meets(within(days, cut), PROBATION, cut)) states.set(value, 'known');
  }
  return states;
}

/** Days on which more than eight values of the dimension first appeared. */
function burstDays(values: ReadonlyMap<string, Days>): ReadonlySet<number> {
  const firsts = new Map<number, number>();
  for (const [first] of values.values()) {
    if (first !== undefined) firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  return new Set([...firsts].filter(([, count]) => count > BURST).map(([day]) => day));
}

/** Days ascend: where the first and the last are in the window, all are, and that is the ordinary case. */
function within(days: Days, cut: number): Days {
  const [first = cut, last = cut] = [days[0], days.at(-1)];
  if (first >= cut - WINDOW && last < cut) return days;
  return days.filter((day) => day >= cut - WINDOW && day < cut);
}

function ageAt(days: Days, cut: number): number {
  const first = days[0];
  return first === undefined ? 0 : cut - first;
}

function meets(days: Days, bar: { readonly days: number; readonly age: number }, cut: number): boolean {
  return days.length >= bar.days && ageAt(days, cut) >= bar.age;
}
