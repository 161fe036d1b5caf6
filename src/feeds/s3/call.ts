import type { S3Client } from '@aws-sdk/client-s3';
import { backoff, pause, within } from '../../core/time/waiting.ts';
import { type AskedOfS3, failureOf, mayPass } from './failures.ts';

/** How often and how long a failing call is tried again, on top of the SDK's own tries. Times in milliseconds. */
export interface Patience {
  /** A call is given up if its answer takes this long to begin, or brings no bytes for this long. */
  readonly stall: number;
  /** How often a call is repeated. */
  readonly again: number;
  /** The longest pause before the first repetition, doubled with each one. */
  readonly first: number;
  /** No pause is longer. */
  readonly most: number;
}

/** A client for S3, and the patience with which it is used. */
export interface Calls {
  readonly client: S3Client;
  readonly patience: Patience;
}

/** Makes one call, and gives it up at once when `outer` aborts: the SDK does not abort its pauses between tries. */
export function call<Result>(
  { patience }: Pick<Calls, 'patience'>,
  outer: AbortSignal,
  send: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  // each of the SDK's tries may take `stall` until its answer begins
  return within(TRIES * patience.stall, outer, (signal) => {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      send(signal).then(resolve, reject);
    });
  });
}

/** How often the SDK tries. */
export const TRIES = 3;

/**
 * Waits for the next try after a failure. Throws the signal's reason if it aborted, and `failureOf` if trying is over.
 */
export async function beforeNext(
  { patience }: Calls,
  asked: AskedOfS3,
  tries: number,
  thrown: unknown,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (tries >= patience.again || !mayPass(thrown)) throw failureOf(thrown, asked);
  await pause(backoff(tries, patience.first, patience.most, Math.random), signal);
  signal.throwIfAborted();
}
