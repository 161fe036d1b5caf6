import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import { RolewardenError } from '../../core/errors.ts';
import { type Desk, storeFailure } from './acting.ts';
import { askTwice } from './carrying.ts';

/**
 * What the ledger answers, for a command that also works without a store: where there is none, or where it fails, the
 * answer is `otherwise`, and `link` says why, to go on as without one. To be asked before anything is changed.
 */
export async function heard<T>(
  { signal }: Desk,
  link: RedisLink | string,
  ask: (ledger: Ledger) => Promise<T>,
  otherwise: T,
): Promise<{ readonly answer: T; readonly link: RedisLink | string }> {
  if (typeof link === 'string') return { answer: otherwise, link };
  try {
    return { answer: await askTwice(link, () => ask(link.ledger)), link };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = thrown instanceof RolewardenError ? thrown : storeFailure(thrown);
    if (failure?.code !== 'ERR_STORE_UNAVAILABLE') throw thrown;
    return { answer: otherwise, link: failure.message };
  }
}
