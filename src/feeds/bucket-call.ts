import type { S3Client } from '@aws-sdk/client-s3';
import { backoff, pause, within } from '../core/waiting.ts';
import { type Asked, failureOf, mayPass } from './bucket-failures.ts';

/** How long a failing call is believed in. The SDK tries by itself before we do. */
export interface Patience {
  /** An answer that takes longer, or brings nothing more for so long, is given up. */
  readonly stall: number;
  /** So often the same is asked for anew. */
  readonly again: number;
  readonly first: number;
  readonly most: number;
}

/** A client, and how it is used. */
export interface Calls {
  readonly client: S3Client;
  readonly patience: Patience;
}

/** One call, given up at once when `outer` aborts: the SDK's pauses between its tries listen to nobody. */
export function call<Result>(
  { patience }: Pick<Calls, 'patience'>,
  outer: AbortSignal,
  send: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  // the SDK gives each of its tries `stall` to begin an answer
  return within(TRIES * patience.stall, outer, (signal) => {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      send(signal).then(resolve, reject);
    });
  });
}

/** How often the SDK tries. */
export const TRIES = 3;

/** After a failure: waits for the next try, or throws what the signal says, or what failed for good. */
export async function beforeNext(
  { patience }: Calls,
  asked: Asked,
  tries: number,
  thrown: unknown,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (tries >= patience.again || !mayPass(thrown)) throw failureOf(thrown, asked);
  await pause(backoff(tries, patience.first, patience.most, Math.random), signal);
  signal.throwIfAborted();
}
