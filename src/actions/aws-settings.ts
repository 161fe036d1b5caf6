import { setTimeout as wait } from 'node:timers/promises';
import { REAL_TIME, type Waiting } from '../core/waiting.ts';

/**
 * How every AWS client of an action is set. The SDK's own defaults wait for ever on a hung endpoint, and send a
 * write again whose answer was lost.
 */
export const HTTP = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true } as const;

/** No single call takes longer, its retries and a slow body included. */
export const CALL_LIMIT = 5_000;

/** Attempts of the SDK itself: mutations are repeated by us, after a look at what has become of the first. */
export const ATTEMPTS = { read: 3, write: 1 } as const;

/** The signal that ends one call. */
export function callLimit(limit: number = CALL_LIMIT): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(limit) };
}

/** Real time whose pauses end, by throwing, when somebody presses Ctrl-C: no try begins after it. */
export function interruptible(signal: AbortSignal): Waiting {
  return { ...REAL_TIME, sleep: (ms) => wait(ms, undefined, { signal }) };
}
