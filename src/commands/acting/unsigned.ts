import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Desk } from './acting.ts';
import { safe, steps } from './words.ts';

/** What people are told of a record without a valid signature. */
export const UNSIGNED = {
  what: 'its signature is missing, or not by a key that is set here: nothing is done for it',
  todo: 'Compare keys first: `rolewarden doctor` names the ones set here, workers log theirs when they start. If they are the same, and the record is not from before a key was set or changed, or from a worker of an older version: somebody else writes to the store, change its password. If the session is to be ended and nobody has undone that: order it anew (rolewarden revoke ASIA…, or --role ARN).',
} as const;

/**
 * Says on stderr that records are in the store that no key signed that is set here, if there are (`of`: only of these
 * ids). With another key than the workers', what was just done is not known to them.
 */
export async function warnOfUnsigned(
  { signal }: Desk,
  link: RedisLink | string,
  what: string,
  of?: readonly string[],
): Promise<void> {
  if (typeof link === 'string') return;
  const all = await link.ledger.unsigned().catch(() => []);
  signal.throwIfAborted();
  const ids = of === undefined ? all : all.filter((id) => of.includes(id));
  if (ids.length === 0) return;
  const some = ids.slice(0, 3).map(safe).join(', ');
  process.stderr.write(
    `WARNING: no key that is set here signed ${ids.length} ${ids.length === 1 ? 'record' : 'records'} in the store (${some}${ids.length > 3 ? ', …' : ''}). ${what}\n${steps(
      [
        'Compare keys: `rolewarden doctor` names the ones set here, workers log theirs when they start. If they differ, set the workers’ key (revocation.signingKeys) and run this again at once.',
      ],
    )}`,
  );
}
