import { STRANDED } from '../../core/action/due.ts';
import type { RevocationRules } from '../../core/action/guards.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import type { Store } from '../../core/ports/ports.ts';
import { descendantsOf } from '../ending/descendants.ts';
import { auditLeft, type Left, leftName, leftOf } from '../ending/left.ts';
import { childOrder } from '../ending/revoked.ts';
import { revoke } from '../ending/revoking.ts';
import { type TellingParts, tell } from './debts.ts';
import { debtOf, owe } from './owed.ts';
import { orderOf } from './tampering.ts';

interface Parts extends TellingParts {
  readonly store: Store;
  readonly rules: RevocationRules;
}

/** Ends sessions that a denied one has issued meanwhile. Each has an order and an alert of its own. */
export async function follow(parts: Parts, action: ActionRecord, now: number): Promise<void> {
  const { revoking, rules, store } = parts;
  const parent = orderOf(action, now);
  const found = await descendantsOf(action.intent, store, {
    digest: rules.digest,
    now,
    wanted: (one) => childOrder(parent, one, rules) !== undefined,
  });
  for (const one of found.children) {
    const { intent } = one;
    const known = await revoking.ledger.action(intent.actionId);
    if (known !== undefined && !isLeft(known, now)) continue;
    const order = childOrder(parent, one, rules);
    if (order === undefined) continue;
    const debt = debtOf(action, intent.actionId, now);
    await owe(revoking.ledger, debt);
    const { detail, outcome, procedure } = await revoke(revoking, order);
    await tell(parts, action, debt, { intent, detail, outcome, procedure });
  }
  const left = leftOf(action.intent, found);
  if (left !== undefined) await tellLeft(parts, action, left, now);
}

/** Whether the worker that was ending it has come to nothing: no delivery of its own brings it again. */
function isLeft({ by, changed, state }: ActionRecord, now: number): boolean {
  return state === 'ready' && by === 'rolewarden' && now - changed > STRANDED;
}

/** Tells of descendants that stay active: once for an action, and not if the alert of its delivery has told it. */
async function tellLeft(parts: Parts, action: ActionRecord, left: Left, now: number): Promise<void> {
  const { audit, ledger } = parts.revoking;
  const { intent, since } = action;
  const name = leftName(intent);
  if ((await ledger.decided(name)) !== undefined) return;
  const { detail, procedure } = left;
  const words = {
    intent,
    outcome: 'failed',
    detail: `descendants: ${detail}`,
    procedure,
    of: 'descendants',
  } as const;
  const debt = { ...debtOf(action, name, now), turn: since, words };
  await owe(ledger, debt);
  await ledger.decide(name, 'told');
  await auditLeft(audit, intent, left, now);
  await tell(parts, action, debt, words);
}
