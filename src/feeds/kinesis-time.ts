import { setMaxListeners } from 'node:events';

/** Waits, or returns at once when the signal aborts. Never throws. */
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

/** How long to wait after so many failures in a row: up to `first` ms, doubled each time, at most `most`; never less than half. */
export function patience(tries: number, first: number, most: number): number {
  const whole = Math.min(most, first * 2 ** Math.min(tries - 1, 20));
  return whole / 2 + (Math.random() * whole) / 2;
}

/**
 * One call with a signal of its own, which aborts with the caller's or after `limit` ms. Made by hand: with
 * `AbortSignal.any` Node 20 may collect the timer, and the call hangs.
 */
export async function limited<Result>(
  signal: AbortSignal,
  limit: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  const timer = setTimeout(giveUp, limit);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await call(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** A signal that follows others until it is unlinked. */
export interface Ending {
  readonly signal: AbortSignal;
  unlink(): void;
}

/** Aborts as soon as one of two does. */
export function endedBy(one: AbortSignal, other: AbortSignal): Ending {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const end = () => controller.abort();
  for (const signal of [one, other]) {
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  }
  return {
    signal: controller.signal,
    unlink() {
      for (const signal of [one, other]) signal.removeEventListener('abort', end);
    },
  };
}

/** Resolves once the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
