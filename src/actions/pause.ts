import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { within } from '../core/waiting.ts';

const CALL = 5_000;
const FIRST = 200;
const LONGEST = 5_000;

/** Waits before the next attempt: a random time of up to 200 ms, doubled with each attempt. Rejects on abort. */
export async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  await wait(Math.random() * Math.min(FIRST * 2 ** attempt, LONGEST), undefined, { signal });
}

/** One call with a signal of its own, which aborts with the caller's or after five seconds. */
export function inTime<Result>(
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  sharedByMany(signal);
  return within(CALL, signal, call);
}

/** One signal may be that of a hundred alerts at once: no leak, and nothing to warn of. */
export function sharedByMany(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
