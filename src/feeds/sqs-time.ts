import { setTimeout as wait } from 'node:timers/promises';

/** Waits, or until the signal aborts; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // the caller asks the signal
  }
}

/**
 * One call with a signal of its own, which aborts with `outer` or after `ms`. Not `AbortSignal.timeout`: in Node 20 the
 * garbage collector may take it away while the call hangs.
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

/** Wakes everybody who listens: they look again at what they wait for. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings the next time. */
  heard(): Promise<void>;
}

export function createBell(): Bell {
  let wake: () => void = () => {};
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  let waiting = next();
  return {
    ring() {
      const rung = wake;
      waiting = next();
      rung();
    },
    heard: () => waiting,
  };
}

/** A list in pieces of at most `size`. */
export function pieces<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}
