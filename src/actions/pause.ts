import { setTimeout as wait } from 'node:timers/promises';

const CALL = 5_000;
const FIRST = 200;
const LONGEST = 5_000;

/** Waits before the next attempt: a random time of up to 200 ms, doubled with each attempt. Rejects on abort. */
export async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  await wait(Math.random() * Math.min(FIRST * 2 ** attempt, LONGEST), undefined, { signal });
}

/** A signal for one call: the caller's own, and five seconds. */
export function oneCall(signal: AbortSignal, most = CALL): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(most)]);
}
