import { setTimeout as wait } from 'node:timers/promises';
import { REAL_TIME, type Waiting } from '../../core/time/waiting.ts';

/**
 * The time limits (ms) of every AWS client that takes part in an action. With the SDK's defaults, a call to an endpoint
 * that hangs never ends.
 */
export const HTTP = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true } as const;

/** Milliseconds that a single call takes at most, with the SDK's retries and a slow body. */
const CALL_LIMIT = 5_000;

/** Attempts by the SDK. It must not repeat a write whose answer was lost: we do, after a look at what became of it. */
export const ATTEMPTS = { read: 3, write: 1 } as const;

/** The option that ends one call after `limit` milliseconds. */
export function callLimit(limit: number = CALL_LIMIT): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(limit) };
}

/**
 * Real time, except that a pause throws when `signal` aborts (Ctrl-C): no further try begins. `tell` hears of each pause
 * before it begins, and why it is made.
 */
export function interruptible(
  signal: AbortSignal,
  tell: (ms: number, why: string | undefined) => void,
): Waiting {
  return {
    ...REAL_TIME,
    sleep(ms, why) {
      tell(ms, why);
      return wait(ms, undefined, { signal });
    },
  };
}
