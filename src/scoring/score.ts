import { FAMILIES, type Family, LEVELS, type Level, type Signal } from '../core/finding/finding.ts';

/** The lowest score of each level, the most points of each family, and below which score an event is learned. */
export interface Scoring {
  readonly thresholds: Readonly<Record<Exclude<Level, 'info'>, number>>;
  readonly caps: Readonly<Record<Family, number>>;
  readonly learnBelow: number;
}

/** The score, 0 to 100: the sum of the points of each family, up to its cap, over all families. */
export function scoreOf(signals: readonly Signal[], caps: Scoring['caps']): number {
  const total = FAMILIES.reduce((sum, family) => sum + Math.min(pointsIn(signals, family), caps[family]), 0);
  return Math.min(total, 100);
}

/** The highest level whose threshold the score reaches. */
export function levelOf(score: number, thresholds: Scoring['thresholds']): Level {
  return LEVELS.findLast((level) => level !== 'info' && score >= thresholds[level]) ?? 'info';
}

/** The score that signals have together, and its level. */
export function rate(
  signals: readonly Signal[],
  { caps, thresholds }: Pick<Scoring, 'caps' | 'thresholds'>,
): { readonly score: number; readonly level: Level } {
  const score = scoreOf(signals, caps);
  return { score, level: levelOf(score, thresholds) };
}

/** The points of one family, before its cap. */
export function pointsIn(signals: readonly Signal[], family: Family): number {
  return signals.reduce((sum, signal) => sum + (signal.family === family ? signal.points : 0), 0);
}
