import type { Dimension } from './habit.ts';

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
  /** Days between the last day of any activity, also of what alerted, and the cut; undefined if there was none. */
  readonly silentDays: number | undefined;
  novelty(dimension: Dimension, value: string): Novelty;
  /** Whether the value is among the known ones; and among those seen, known or not. */
  knows(dimension: Dimension, value: string): boolean;
  saw(dimension: Dimension, value: string): boolean;
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
    knows: () => false,
    saw: () => false,
    known: () => NEVER,
    seen: () => NEVER,
    onProbation: () => NEVER,
    daysOf: () => 0,
  };
}
