import type { Dimension } from './habit.ts';

/**
 * What a value is to an owner: `new`, not seen before the cut; `emerging`, seen but not yet known; or `known`.
 * `unknown`: it cannot be said which, and scores nothing.
 */
export type Novelty = 'new' | 'emerging' | 'known' | 'unknown';

/** Half the points, rounded up: what an emerging value is worth. */
export function half(points: number): number {
  return Math.ceil(points / 2);
}

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

/**
 * One owner's history as an event may see it: the days in [cut − 90, cut), where the cut is the UTC day of an hour before
 * the event.
 */
export interface OwnerView {
  /** The history is long enough to judge by: five distinct days and seven days' age. */
  readonly covered: boolean;
  /** Why it is not covered, where it is not. */
  readonly reason: UnknownReason;
  /** Days between the first day seen and the cut; 0 if never seen. */
  readonly age: number;
  /** Distinct days seen. */
  readonly days: number;
  /** Days between the last day with any activity, even what alerted, and the cut; undefined if there was none. */
  readonly silentDays: number | undefined;
  novelty(dimension: Dimension, value: string): Novelty;
  /** Whether the value is known. */
  knows(dimension: Dimension, value: string): boolean;
  /** Whether the value was seen, known or not. */
  saw(dimension: Dimension, value: string): boolean;
  /** Values that count as known. */
  known(dimension: Dimension): readonly string[];
  /** Values seen, known or not; those still on probation are left out. */
  seen(dimension: Dimension): readonly string[];
  /** Values on probation: seen only in events that scored too high to teach at once. */
  onProbation(dimension: Dimension): readonly string[];
  /** Distinct days on which the value was seen. */
  daysOf(dimension: Dimension, value: string): number;
}

/** Values seen, also those that are still on probation. */
export function everSeen(view: OwnerView, dimension: Dimension): readonly string[] {
  return [...view.seen(dimension), ...view.onProbation(dimension)];
}

const NEVER: readonly string[] = [];

/** An empty view: of an owner that the store does not know, or could not be asked about. */
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
