import { setMaxListeners } from 'node:events';

/** A signal that aborts with others until it is unlinked. */
export interface Ending {
  readonly signal: AbortSignal;
  unlink(): void;
}

/**
 * A signal that aborts as soon as one of two does. Unlike that of `AbortSignal.any` it can be unlinked from those that
 * live long.
 */
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
