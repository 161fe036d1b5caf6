import type { Signal } from './finding.ts';

/** Signals, those with the most points first; of equal ones those about misuse. */
export function strongestFirst(signals: readonly Signal[]): readonly Signal[] {
  const rank = ({ family, points }: Signal) => points * 2 + (family === 'misuse' ? 1 : 0);
  return [...signals].sort((a, b) => rank(b) - rank(a));
}
