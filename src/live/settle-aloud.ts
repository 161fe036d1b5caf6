import { reasonOf } from '../core/errors.ts';
import type { Log } from '../core/ports/ports.ts';

/**
 * Wraps `settle` so that it never throws. As a rule it fails only with the store, which it asks first: that is announced
 * once when it begins, with its reason, and once when it is over, since a worker settles every few seconds and an idle one
 * logs nothing else. `store`: how people call it.
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
      if (since === undefined)
        log.warn({ store, reason }, `actions are not settled: ${reason} (${MEANWHILE})`);
      else log.debug({ store, reason }, 'actions are still not settled');
      since ??= performance.now();
      return;
    }
    if (since === undefined) return;
    const seconds = Math.round((performance.now() - since) / 1_000);
    since = undefined;
    log.warn({ store, seconds }, 'actions are settled again');
  };
}

const MEANWHILE =
  'until that is over denies are not verified, and approved orders and alerts that are owed wait';
