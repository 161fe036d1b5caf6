/** What code that waits and retries needs of the world: given, so that tests do not wait. */
export interface Waiting {
  readonly now: () => number;
  /** `why`: what is waited for, in words, where somebody at a terminal may want to know. */
  readonly sleep: (ms: number, why?: string) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The world as it is. */
export const REAL_TIME: Waiting = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Full-jitter back-off: anything up to `first` doubled per try, at most `most`. */
export function backoff(tries: number, first: number, most: number, random: () => number): number {
  return Math.round(random() * Math.min(most, first * 2 ** tries));
}

/**
 * How long to wait after so many failures in a row (ms): between half and all of `first`, doubled with each failure, at
 * most `most`. Unlike `backoff` it is never short: for connections, which a server must not be pressed for.
 */
export function pauseAfter(failures: number, first: number, most: number): number {
  const whole = Math.min(most, first * 2 ** Math.min(failures - 1, 20));
  return whole / 2 + (Math.random() * whole) / 2;
}

/** Waits, or returns at once when the signal aborts. Never throws: the caller asks the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * One call with a signal of its own, which aborts with `outer` or after `ms`. Not `AbortSignal.any` or
 * `AbortSignal.timeout`: in Node 20 the garbage collector may take their timer away while the call hangs.
 */
export async function within<Result>(
  ms: number,
  outer: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const giveUp = () => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(new Error(`no answer in ${ms / 1_000} seconds`)), ms);
  outer.addEventListener('abort', giveUp, { once: true });
  if (outer.aborted) giveUp();
  try {
    return await call(controller.signal);
  } catch (thrown) {
    // the SDK says only that it was aborted
    throw controller.signal.aborted ? controller.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', giveUp);
  }
}

/** What `work` gives, or undefined after `ms`; the work then goes on, and nobody waits for it. */
export async function atMost<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
