import type { Signal } from './finding.ts';

/** A misuse signal of so many points proves the misuse by itself. */
const CONCLUSIVE = 60;

/** Whether a signal is proof alone: it needs no second family to act on it, and no suppression takes it away. */
export function isConclusive({ family, points }: Pick<Signal, 'family' | 'points'>): boolean {
  return family === 'misuse' && points >= CONCLUSIVE;
}
