import { endOf, STRANDED } from '../../core/action/due.ts';
import type { RevocationRules } from '../../core/action/guards.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import { undoneMeanwhile } from '../ending/last-word.ts';
import { becomeOf } from '../ending/revoked.ts';
import { revoke } from '../ending/revoking.ts';
import { verifyRecord } from '../iam/verify.ts';
import { type TellingParts, tell } from './debts.ts';
import { allOwed, debtOf, type Owed, owe } from './owed.ts';
import { isRewritten, orderOf, writeAgain } from './tampering.ts';
import { type Trouble, unreadable } from './troubles.ts';

interface Parts extends TellingParts {
  readonly rules: RevocationRules;
}

/**
 * Ends what is still `ready` though nobody carries it on: an order whose worker has died is carried out; an automatic one
 * whose event is too old by now is looked up in IAM, and recorded and told as what it became. Returns what was in the way.
 */
export async function settleUnfinished(
  parts: Parts,
  action: ActionRecord,
  now: number,
): Promise<readonly Trouble[]> {
  if (isStranded(action, now)) await finish(parts, action, now);
  else if (isAbandoned(parts, action, now)) return giveUp(parts, action, now);
  return [];
}

function isStranded(action: ActionRecord, now: number): boolean {
  const { by, changed, state } = action;
  // an automatic second writing belongs to no delivery that would be redelivered, either
  const left = by !== 'rolewarden' || isRewritten(action);
  return state === 'ready' && left && now - changed > STRANDED;
}

/** An automatic order that no delivery carries on: by now, its event is too old. */
function isAbandoned({ rules: { maxAge } }: Parts, action: ActionRecord, now: number): boolean {
  const { changed, since, state } = action;
  return state === 'ready' && now - changed > STRANDED && now - since > maxAge;
}

const LEFT = 'no delivery carried it on before its event was too old';

/**
 * Records whether an abandoned order’s policy stands, and tells it while that matters. Nothing is written. Returns why it
 * could not be read.
 */
async function giveUp(parts: Parts, action: ActionRecord, now: number): Promise<readonly Trouble[]> {
  const { bench, ledger } = parts.revoking;
  const { actionId, by, detail } = action;
  const failed = { state: 'failed', by, detail: LEFT } as const;
  if (endOf(action) <= now) {
    await ledger.change(actionId, ['ready'], failed);
    return [];
  }
  const standing = await verifyRecord(bench, action);
  if (standing.kind === 'unknown') return [unreadable(standing.failure)];
  const debt = debtOf(action, actionId, now);
  await owe(ledger, debt);
  const to = standing.kind === 'in-force' ? ({ state: 'applied', by, detail } as const) : failed;
  const ended = await ledger.change(actionId, ['ready'], to);
  const words = ended === undefined ? undefined : becomeOf(ended);
  if (words !== undefined) await tell(parts, action, debt, { ...words, intent: action.intent });
  return [];
}

async function finish(parts: Parts, action: ActionRecord, now: number): Promise<void> {
  const { revoking } = parts;
  const { actionId, intent } = action;
  // whoever can write to the store can put back what was ordered before the undo
  if ((await undoneMeanwhile(revoking, { actionId, written: action.changed })) !== undefined) return;
  const again = isRewritten(action);
  // the worker that began a second writing has written down the alert that is owed for it
  const begun = (await allOwed(revoking.ledger, now)).find(
    (owed) => again && owed.actionId === actionId && owed.matter === 'rewritten',
  );
  const debt: Owed = begun ?? { ...debtOf(action, actionId, now), matter: again ? 'rewritten' : 'order' };
  await owe(revoking.ledger, { ...debt, at: now });
  const { detail, outcome, procedure } = again
    ? await writeAgain(revoking, action, now)
    : await revoke(revoking, orderOf(action, now));
  await tell(parts, action, debt, { intent, detail, outcome, procedure });
}
