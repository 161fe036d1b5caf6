import { reasonOf } from '../core/errors.ts';
import type { Log } from '../core/ports/ports.ts';

/**
 * Wraps `settle` so that it never throws. It asks the store first and fails only with it: an outage is announced once
 * when it begins and once when it is over, since a worker settles every few seconds and an idle one logs nothing else.
 * `store`: how people call it.
 */
export function settleAloud(parts: {
  readonly settle: () => Promise<void>;
  readonly store: string;
  readonly log: Log;
}): () => Promise<void> {
  const { log, settle, store } = parts;
  let since: number | undefined;
  return async () => {
    try {
      await settle();
    } catch (thrown) {
      const reason = reasonOf(thrown);
      if (since === undefined) log.warn({ store, reason }, LOST);
      else log.debug({ store, reason }, 'actions are still not settled');
      since ??= performance.now();
      return;
    }
    if (since === undefined) return;
    const seconds = Math.round((performance.now() - since) / 1_000);
    since = undefined;
    log.warn({ store, seconds }, 'the store answers again: actions are settled');
  };
}

const LOST =
  'the store cannot be asked: actions are not settled until it answers (denies are not verified, approved orders and alerts that are owed wait)';
