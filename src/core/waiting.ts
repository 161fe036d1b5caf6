/** What code that waits and retries needs of the world: given, so that tests do not wait. */
export interface Waiting {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

export const REAL_TIME: Waiting = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Full-jitter back-off: anything up to `first` doubled per try, at most `most`. */
export function backoff(tries: number, first: number, most: number, random: () => number): number {
  return Math.round(random() * Math.min(most, first * 2 ** tries));
}

/** An error's code as AWS spells it, without a trailing `Exception`; network errors have theirs. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'Unknown';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  // the SDK calls a broken connection a TimeoutError; the system's own code says which it is
  const system = code !== undefined && (thrown.name === 'Error' || /^E[A-Z]{4,}$/.test(code));
  return system ? code : thrown.name.replace(/Exception$/, '');
}

/** The HTTP status of an answer, or undefined if none came. */
export function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return undefined;
  const { $metadata } = thrown;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}
