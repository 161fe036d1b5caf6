import { type ActionRecord, FINAL, type Ledger, NOT_FINAL } from '../../core/action/ledger.ts';
import type { Audit } from '../audit/audit.ts';
import type { Order } from './revoked.ts';

interface Parts {
  readonly audit: Audit;
  readonly ledger: Ledger;
}

/** Why an order must not be carried out any more: by the ledger or the audit folder, its action has ended for good. */
export async function lastWord(parts: Parts, order: Order): Promise<string | undefined> {
  const known = await parts.ledger.action(order.intent.actionId);
  if (known !== undefined && FINAL.has(known.state)) return `${known.by} has ${known.state} it`;
  const by = order.mode === 'person' || known === undefined ? undefined : await undoneMeanwhile(parts, known);
  return by === undefined ? undefined : `${by} has undone it`;
}

/**
 * The words if somebody has undone the action against the session that this one was issued with. If that was while its
 * descendants were being ended, this one is not ended, either: its action becomes `undone`, too.
 */
export async function undoneBehind(
  { ledger }: Parts,
  { behind, intent }: Order,
): Promise<string | undefined> {
  const parent = behind === undefined ? undefined : await ledger.action(behind);
  if (parent?.state !== 'undone') return undefined;
  const { by } = parent;
  const detail = `undone by ${by}, with the session that it was issued with`;
  await ledger.change(intent.actionId, NOT_FINAL, { state: 'undone', by, detail });
  return `${by} has undone it, with the session that it was issued with`;
}

/**
 * Who undid an action while the store could not be reached, by the audit folder: that is as final as a tombstone in the
 * ledger, which is written now. An undo from before the policy was last written does not count: a person has ordered
 * the same anew since. Throws if the folder cannot be asked now.
 */
export async function undoneMeanwhile(
  { audit, ledger }: Parts,
  { actionId, written = 0 }: Pick<ActionRecord, 'actionId' | 'written'>,
): Promise<string | undefined> {
  const undone = await audit.undone(actionId);
  if (undone === undefined || undone.at < written) return undefined;
  const { by } = undone;
  await ledger.change(actionId, NOT_FINAL, { state: 'undone', by, detail: `undone by ${by}` });
  return by;
}
