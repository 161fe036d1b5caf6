import { type ActionRecord, type ActionState, FINAL, type Ledger } from '../core/ledger.ts';
import { whatToDo } from './iam-errors.ts';
import { ended, inForce, type Order, type Revoked, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';
import { verifyRecord } from './verify.ts';

/** States from which an action may still be put in force. */
export const OPEN: readonly ActionState[] = ['ready', 'failed'];
/** Its policy ought to be in IAM. */
export const STANDING: readonly ActionState[] = ['applied', 'verified'];
/** Last words of people, which a person may take back by ordering anew. What is over stays so: nothing is left to deny. */
const PEOPLES: readonly ActionState[] = ['undone', 'rejected'];

/** Whether a policy is one that was written for an action, and is not ended. */
export async function isRecorded(ledger: Ledger, actionId: string): Promise<boolean> {
  const known = await ledger.action(actionId);
  return known !== undefined && !FINAL.has(known.state);
}

/**
 * A person's order for an action that is known: as it may be carried out now, or what is to be answered instead. That
 * it stands is IAM's to say, not the ledger's. What a person undid or rejected is opened again only by an order that
 * names it (`anew`, ADR 0030); no machine and no order for its parent does.
 */
export async function reopened(
  { bench, ledger }: RevokingParts,
  order: Order,
  known: ActionRecord,
  anew: boolean,
): Promise<Order | Revoked> {
  const { actionId } = order.intent;
  if (STANDING.includes(known.state)) {
    const standing = await verifyRecord(bench, { ...known, intent: order.intent });
    if (standing.kind === 'in-force') return inForce(known);
    if (standing.kind === 'unknown') {
      const { code, message } = standing.failure;
      const detail = `IAM does not say whether the policy stands: ${code}: ${message}`;
      const procedure = whatToDo(standing.failure, order.intent);
      return { outcome: 'failed', detail, procedure, settled: true };
    }
    const detail = `the policy was ${standing.kind}; ordered again`;
    await ledger.change(actionId, STANDING, { state: 'ready', by: order.by, detail });
    return { ...order, notes: [...order.notes, detail] };
  }
  if (!FINAL.has(known.state)) return order;
  if (!anew || !PEOPLES.includes(known.state)) return ended(known);
  const detail = `ordered again, after ${known.by} has ${known.state} it`;
  const open = await ledger.change(actionId, PEOPLES, { state: 'ready', by: order.by, detail });
  return open === undefined ? ended(known) : { ...order, notes: [...order.notes, detail] };
}

/** What keeps a machine from trying: a last word, what is done already, or a person who is to decide. */
export async function settledBefore(
  ledger: Ledger,
  { intent, mode }: Order,
  known: ActionRecord,
): Promise<Revoked | undefined> {
  if (FINAL.has(known.state)) return ended(known);
  if (known.state === 'applied' || known.state === 'verified') return inForce(known);
  if (known.state === 'pending') return waiting(known);
  if (mode !== 'confirm' || known.by !== 'rolewarden') return undefined;
  // tried by itself before, and now a person is to decide
  const held = await ledger.change(intent.actionId, OPEN, { ...known, state: 'pending' });
  return waiting(held ?? known);
}
