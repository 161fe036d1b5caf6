import type { ActionRecord } from '../core/ledger.ts';
import { findingOfOrder } from '../core/ordered.ts';
import type { Alerting } from './alerting.ts';
import { allOwed, type Owed, owe, paid, type Words, wordsOf } from './owed.ts';
import type { RevokingParts } from './revoking.ts';

interface Parts {
  readonly alerting: Alerting;
  readonly revoking: Pick<RevokingParts, 'ledger' | 'configHash' | 'version'>;
}

/** Tells what a sink did not take, or what a worker that has gone would have told. */
export async function settleDebts(parts: Parts, now: number): Promise<void> {
  const { ledger } = parts.revoking;
  for (const owed of await allOwed(ledger, now)) {
    const words = await wordsOf(ledger, owed, now);
    if (words === 'wait') continue;
    const action = words === 'nothing' ? undefined : await ledger.action(owed.behind);
    if (action === undefined || words === 'nothing') await paid(ledger, owed);
    else await alertOwed(parts, action, owed, words);
  }
}

/** Owed until all sinks have taken it: whoever has the next turn tells the others. */
export async function alertOwed(
  { alerting, revoking }: Parts,
  action: ActionRecord,
  owed: Owed,
  words: Words,
): Promise<void> {
  const { configHash, ledger, version } = revoking;
  const { detail, intent, outcome, procedure } = words;
  const about = action.finding ?? findingOfOrder(action, { summary: detail, configHash, version });
  const entry = { action: 'revoke-session', actionId: intent.actionId, mode: 'auto', outcome, detail };
  const told = await alerting.tell({ ...about, actions: [entry] }, procedure, owed.turn);
  if (told.settled) await paid(ledger, owed);
  else await owe(ledger, { ...owed, words });
}
