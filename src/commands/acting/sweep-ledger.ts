import { auditedOrder } from '../../actions/audit/read.ts';
import type { Recorded, Swept } from '../../actions/ending/sweep.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { NOT_FINAL } from '../../core/action/ledger.ts';
import { type Desk, storeFailure } from './acting.ts';
import { fromAudit } from './from-audit.ts';
import { safe } from './words.ts';

/** The store and what it has recorded, or why it cannot be asked: a replica says so only when it is. */
export async function opened(
  desk: Desk,
): Promise<{ readonly link: RedisLink | string; readonly recorded: Recorded | undefined }> {
  const link = desk.config.store.url === undefined ? 'no store is configured' : await desk.storeIfThere();
  if (typeof link === 'string') return { link, recorded: undefined };
  try {
    const ordered = (actionId: string) => fromAudit(desk, actionId, auditedOrder);
    return { link, recorded: { records: await link.ledger.actions(), ledger: link.ledger, ordered } };
  } catch (thrown) {
    desk.signal.throwIfAborted();
    const failure = storeFailure(thrown);
    if (failure === undefined) throw thrown;
    return { link: failure.message, recorded: undefined };
  }
}

/** Marks the actions that have expired, or are over, as removed in the ledger. False, and said, if that failed. */
export async function note(
  { signal }: Desk,
  { ledger }: RedisLink,
  findings: readonly Swept[],
): Promise<boolean> {
  try {
    for (const { actionId, detail, kind } of findings) {
      if (actionId === undefined || (kind !== 'expired' && kind !== 'over')) continue;
      await ledger.change(actionId, NOT_FINAL, { state: 'removed', by: 'rolewarden', detail });
    }
    return true;
  } catch (thrown) {
    signal.throwIfAborted();
    process.stderr.write(`NOT recorded as removed: ${safe(String(thrown))}\n`);
    return false;
  }
}
