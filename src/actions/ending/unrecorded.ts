import type { Ledger } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import { applyIntent } from './apply-intent.ts';
import { revocationRecord } from './audit-records.ts';
import { killedBy } from './holding.ts';
import { meaningOf, recordOutcome } from './revoke-outcome.ts';
import { type Order, type Revoked, refused } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/**
 * Carries out a person's order without a ledger: there are no caps, no kill switch but those of the configuration and of
 * the audit folder, and no tombstone against a second writer. The audit record is still written first, and the target's
 * protections apply. `ledger`: says whether the kill switch is pulled in one that takes no records. Throws if it cannot be
 * asked at the beginning; nothing was done then.
 */
export async function revokeUnrecorded(
  parts: Omit<RevokingParts, 'ledger'> & { readonly ledger?: Pick<Ledger, 'killed'> | undefined },
  order: Order & { readonly mode: 'person' },
): Promise<Revoked> {
  const { audit, bench } = parts;
  const { target } = order.intent;
  const stopped = await killedBy(parts);
  if (stopped !== undefined) return refused(stopped);
  const unreached = await parts.unreachable(target.accountId);
  if (unreached !== undefined) return refused(unreached);
  const result = await applyIntent(bench, order.intent, {
    eligibility: await parts.eligibility(order),
    isRecorded: async () => false,
    deadline: order.deadline,
    // the policy is in place: a switch that cannot be asked is no reason to let the session in again
    async withdrawn(written) {
      const reason = written ? await killedBy(parts).catch(() => undefined) : undefined;
      return reason === undefined ? undefined : { reason };
    },
    async permit(live, document) {
      const reason = await killedBy(parts).catch((thrown: unknown) => `the kill switch: ${reasonOf(thrown)}`);
      if (reason !== undefined) return { reason };
      await audit.before(revocationRecord(parts, order, document, live.policyNames));
      return undefined;
    },
  });
  return recordOutcome(parts, order, result, meaningOf(order, result).revoked);
}
