import { randomOf } from '../random.ts';

/** Draws, the same for the same seed. */
export interface Draw {
  /** A whole number below this. */
  below(most: number): number;
  /** True so often in a hundred. */
  often(percent: number): boolean;
  of<T>(all: readonly [T, ...T[]]): T;
  many<T>(most: number, make: () => T): readonly T[];
}

/** A draw from a seed. */
export function createDraw(seed: number): Draw {
  const random = randomOf(seed);
  const below = (most: number) => Math.floor(random() * most);
  return {
    below,
    often: (percent) => random() * 100 < percent,
    of: (all) => all[below(all.length)] ?? all[0],
    many: (most, make) => Array.from({ length: below(most + 1) }, make),
  };
}
