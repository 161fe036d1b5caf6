import type { Trouble } from '../../core/ports/trouble.ts';
import { backoff } from '../../core/time/waiting.ts';

/** How fast, and how much at the same time. */
export const SQS_PACE = {
  /** Receive calls at the same time. */
  receivers: 4,
  /** Seconds that each waits for a message. */
  wait: 20,
  /** Messages in flight. */
  most: 1_000,
  /** Bytes in flight. Receive calls that are under way when this is reached still add theirs. */
  mostBytes: 64 * 1_024 * 1_024,
  /** Batches that are judged at the same time. */
  batches: 3,
  /** Messages of a batch. */
  batch: 100,
  /** Bytes of a batch, unless a single message has more. Little: gzip may expand to sixty times its size. */
  batchBytes: 1_024 * 1_024,
  /** Milliseconds after which a message is let go, judged or not. */
  hold: 15 * 60_000,
  /** Milliseconds without progress after which only a new process will help. */
  stuck: 120_000,
  /** Seconds until a failed message is redelivered: doubled from `first` to `most` with each time. */
  again: { first: 5, most: 60 },
  /** Milliseconds before a failed receive is repeated. `refused` replaces `first` where rights are missing. */
  retry: { first: 500, refused: 10_000, longest: 60_000 },
};

/** The type of `SQS_PACE`; tests use other values. */
export type SqsPace = typeof SQS_PACE;

/** Milliseconds until a failed call is repeated. */
export function retryPause(trouble: Trouble, tries: number, { retry }: SqsPace): number {
  return backoff(tries, trouble === 'refused' ? retry.refused : retry.first, retry.longest, Math.random);
}
