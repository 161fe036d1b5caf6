import {
  type ActionRecord,
  type ActionState,
  FINAL,
  type Ledger,
  STANDING,
} from '../../core/action/ledger.ts';
import { whatToDo } from '../iam/errors.ts';
import { verifyRecord } from '../iam/verify.ts';
import { ended, inForce, type Order, type Revoked, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** States from which an action may still be put in force. */
export const OPEN: readonly ActionState[] = ['ready', 'failed'];
/**
 * Final states that people decided on: a person may reverse them by ordering the same again. After `lapsed` and
 * `removed` nobody may: no session is left to deny.
 */
const PEOPLES: readonly ActionState[] = ['undone', 'rejected'];
/**
 * For an order to end all sessions of a role or user, this only says that it could not be carried out: repeatable, too.
 */
const LAPSED: ActionState = 'lapsed';

/** Whether the ledger knows the action of a policy, in a state that is not final. */
export async function isRecorded(ledger: Ledger, actionId: string): Promise<boolean> {
  const known = await ledger.action(actionId);
  return known !== undefined && !FINAL.has(known.state);
}

/**
 * For a person's order whose action the ledger knows: the order to carry out, or the answer if there is nothing to
 * carry out. IAM is asked whether the policy is in force, not the ledger. What a person undid or rejected is opened
 * again only by a person's order for this very action (`anew`, ADR 0030), not by an automatic one, and not by one for
 * its parent.
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
  const again = repeatable(order.intent);
  if (!anew || !again.includes(known.state)) return ended(known);
  const detail = `ordered again, after ${known.by} has ${known.state} it`;
  const open = await ledger.change(actionId, again, { state: 'ready', by: order.by, detail });
  return open === undefined ? ended(known) : { ...order, notes: [...order.notes, detail] };
}

/** Final states after which a person may order the same anew. */
export function repeatable({ scope }: Pick<Order['intent'], 'scope'>): readonly ActionState[] {
  return scope === 'role' ? [...PEOPLES, LAPSED] : PEOPLES;
}

/** Why an automatic order is not carried out: its action is final, in force, or waits for a person. Else undefined. */
export async function settledBefore(
  ledger: Ledger,
  { intent, mode }: Order,
  known: ActionRecord,
): Promise<Revoked | undefined> {
  if (FINAL.has(known.state)) return ended(known);
  if (STANDING.includes(known.state)) return inForce(known);
  if (known.state === 'pending') return waiting(known);
  if (mode !== 'confirm' || known.by !== 'rolewarden') return undefined;
  // it was tried automatically before; by now the mode wants a person to decide
  const held = await ledger.change(intent.actionId, OPEN, { ...known, state: 'pending' });
  return waiting(held ?? known);
}
