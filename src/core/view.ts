import { type Dimension, type Habits, SEEN, VALUE_CAP } from './habit.ts';
import { type Answers, answersOf, probationOf, spanOf } from './states.ts';

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

const COVERED = { days: 5, age: 7 };
/** Below this age of the owner an emerging value says nothing: everybody's second week has new values. */
const MATURE = 14;

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

const NEVER: readonly string[] = [];

/** A view on nothing, for an owner that the store does not know or could not say. */
export function emptyView(reason: UnknownReason): OwnerView {
  return {
    covered: false,
    reason,
    age: 0,
    days: 0,
    silentDays: undefined,
    novelty: () => 'unknown',
    known: () => NEVER,
    seen: () => NEVER,
    onProbation: () => NEVER,
    daysOf: () => 0,
  };
}

/** Builds the view. Pure: the same habits and cut give the same answers whatever was learned since. */
export function viewOf(habits: Pick<Habits, 'get'>, cut: number): OwnerView {
  const { days, first, last } = spanOf(habits.get('seen')?.get(SEEN) ?? [], cut);
  const age = days === 0 ? 0 : cut - first;
  const covered = days >= COVERED.days && age >= COVERED.age;
  const asked = new Map<Dimension, Answers>();
  const answers = (dimension: Dimension): Answers => {
    const known = asked.get(dimension);
    if (known !== undefined) return known;
    const made = answersOf(habits, dimension, cut);
    asked.set(dimension, made);
    return made;
  };
  return {
    covered,
    reason: 'history',
    age,
    days,
    silentDays: days === 0 ? undefined : cut - last,
    novelty(dimension, value) {
      if (!covered) return 'unknown';
      const { known, states } = answers(dimension);
      if (known.length === 0) return 'unknown';
      const state = states.get(value);
      if (state === 'known') return 'known';
      if (states.size >= VALUE_CAP) return 'unknown';
      if (state === 'emerging') return age < MATURE ? 'unknown' : 'emerging';
      return 'new';
    },
    known: (dimension) => answers(dimension).known,
    seen: (dimension) => answers(dimension).seen,
    onProbation(dimension) {
      const values = habits.get(probationOf(dimension));
      if (values === undefined) return NEVER;
      return [...values].filter(([, all]) => spanOf(all, cut).days > 0).map(([value]) => value);
    },
    daysOf: (dimension, value) => spanOf(habits.get(dimension)?.get(value) ?? [], cut).days,
  };
}
