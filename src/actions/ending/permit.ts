import type { LiveTarget } from '../../core/action/eligible.ts';
import { revocationRecord } from './audit-records.ts';
import { hold, killedBy, overCaps, stoppedBy } from './holding.ts';
import { lastWord, undoneBehind } from './last-word.ts';
import type { Order } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';
import type { Stop } from './tries.ts';

/** Asks whether the policy may be written, and writes the audit record if so. */
export async function permit(
  parts: RevokingParts,
  order: Order,
  live: LiveTarget,
  document: string,
): Promise<Stop | undefined> {
  const reason = await stoppedBy(parts);
  if (reason !== undefined) return { reason, held: await hold(parts, order, reason) };
  const word = await against(parts, order);
  if (word !== undefined) return { reason: word };
  // last, so that an order that is refused does not count against a cap
  const over = order.mode === 'auto' ? await overCaps(parts, order) : undefined;
  if (over !== undefined) return { reason: over.detail, held: over };
  await parts.audit.before(revocationRecord(parts, order, document, live.policyNames));
  return undefined;
}

/**
 * Asks whether a policy that is in place must go again. A ledger that fails now is no reason to let the session in again.
 */
export async function withdrawn(
  parts: RevokingParts,
  order: Order,
  written: boolean,
): Promise<Stop | undefined> {
  const killed = written ? await killedBy(parts).catch(() => undefined) : undefined;
  if (killed !== undefined) return { reason: killed, killed: true };
  const asked = written ? against(parts, order) : lastWord(parts, order);
  const word = await asked.catch(() => undefined);
  return word === undefined ? undefined : { reason: word };
}

/** Why the order must not be carried out any more: it was undone, or what it follows from was. */
async function against(parts: RevokingParts, order: Order): Promise<string | undefined> {
  return (await lastWord(parts, order)) ?? undoneBehind(parts, order);
}
