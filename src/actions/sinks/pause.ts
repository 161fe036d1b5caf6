import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { backoff, within } from '../../core/time/waiting.ts';

/** Milliseconds: the limit of a call, and the bounds of the first and of the longest pause. */
const CALL = 5_000;
const FIRST = 200;
const LONGEST = 5_000;

/** Waits before attempt number `attempt`: a random time of up to 200 ms · 2^attempt, at most 5 s. Rejects on abort. */
export async function pauseBefore(attempt: number, signal: AbortSignal): Promise<void> {
  await wait(backoff(attempt, FIRST, LONGEST, Math.random), undefined, { signal });
}

/** Makes a call with a signal of its own, which aborts with the caller's or after five seconds. */
export function inTime<Result>(
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  sharedByMany(signal);
  return within(CALL, signal, call);
}

/** Lets a signal have any number of listeners without a warning: a hundred alerts may share one. */
export function sharedByMany(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
