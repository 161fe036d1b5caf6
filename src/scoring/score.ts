import { FAMILIES, type Family, LEVELS, type Level, type Signal } from '../core/finding.ts';

/** Where levels begin, what each family may add at most, and below which score an event teaches at once. */
export interface Scoring {
  readonly thresholds: Readonly<Record<Exclude<Level, 'info'>, number>>;
  readonly caps: Readonly<Record<Family, number>>;
  readonly learnBelow: number;
}

/** Points add up within a family up to its cap, and over families up to 100. */
export function scoreOf(signals: readonly Signal[], caps: Scoring['caps']): number {
  const total = FAMILIES.reduce((sum, family) => sum + Math.min(pointsIn(signals, family), caps[family]), 0);
  return Math.min(total, 100);
}

/** The highest level whose threshold the score reaches. */
export function levelOf(score: number, thresholds: Scoring['thresholds']): Level {
  return LEVELS.findLast((level) => level !== 'info' && score >= thresholds[level]) ?? 'info';
}

/** The points of one family, before its cap. */
export function pointsIn(signals: readonly Signal[], family: Family): number {
  return signals.reduce((sum, signal) => sum + (signal.family === family ? signal.points : 0), 0);
}
