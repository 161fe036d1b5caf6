/** Memory at a time: seconds since the start, MiB. */
export interface Sample {
  readonly at: number;
  readonly mib: number;
}

/** How memory grew: the line of least squares through what was measured after the warm-up. */
export interface Slope {
  /** MiB an hour. */
  readonly perHour: number;
  /** How far off that may be, for these samples alone. */
  readonly error: number;
  /** Seconds between the first and the last of the samples. */
  readonly seconds: number;
  readonly samples: number;
}

/**
 * The slope of the lowest sample of each minute after the warm-up: what a collection is about to free is no growth.
 * Undefined where fewer than three minutes were measured.
 */
export function slopeOf(samples: readonly Sample[], warmUp: number): Slope | undefined {
  const minutes = new Map<number, Sample>();
  for (const one of samples.filter(({ at }) => at >= warmUp)) {
    const minute = Math.floor(one.at / 60);
    const lowest = minutes.get(minute);
    if (lowest === undefined || one.mib < lowest.mib) minutes.set(minute, one);
  }
  const lows = [...minutes.values()];
  const n = lows.length;
  const first = lows[0];
  const last = lows.at(-1);
  if (n < 3 || first === undefined || last === undefined) return undefined;
  const meanAt = sum(lows, ({ at }) => at) / n;
  const mean = sum(lows, ({ mib }) => mib) / n;
  const spread = sum(lows, ({ at }) => (at - meanAt) ** 2);
  const slope = sum(lows, ({ at, mib }) => (at - meanAt) * (mib - mean)) / spread;
  const rest = sum(lows, ({ at, mib }) => (mib - mean - slope * (at - meanAt)) ** 2);
  const error = Math.sqrt(rest / (n - 2) / spread);
  return { perHour: slope * 3_600, error: error * 3_600, seconds: last.at - first.at, samples: n };
}

function sum(samples: readonly Sample[], of: (one: Sample) => number): number {
  return samples.reduce((all, one) => all + of(one), 0);
}
