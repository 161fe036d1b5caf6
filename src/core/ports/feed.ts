import type { Take } from './delivery.ts';

/** Whether a feed brings what it should, in words for `/readyz` and the log. */
export interface FeedHealth {
  readonly ok: boolean;
  readonly detail: string;
  /** Nothing moves any more, and only another process will mend it: `/livez` then fails. */
  readonly stuck?: boolean;
}

/** Where a long-lived consumer gets its deliveries from: a queue or a stream. */
export interface Feed {
  /**
   * Receives, hands to `take` and settles until `stop` aborts; then receives no more, finishes what is in flight and
   * resolves. `abandon` aborts when there is no time left: it then resolves at once, and what is not settled is
   * delivered again. Failing calls are retried for ever, slower and slower; rejects only for what no retry can mend.
   */
  run(options: {
    readonly take: Take;
    readonly stop: AbortSignal;
    readonly abandon: AbortSignal;
  }): Promise<{ readonly abandoned: number }>;
  health(): FeedHealth;
  close(): void;
}
