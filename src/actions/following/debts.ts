import type { ActionRecord } from '../../core/action/ledger.ts';
import { findingOfOrder } from '../../core/action/ordered.ts';
import { actionEntry } from '../../core/action/would.ts';
import { faultOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Alerting } from '../ending/alerting.ts';
import type { RevokingParts } from '../ending/revoking.ts';
import { type ActionNews, allOwed, nameOf, type Owed, owe, paid, wordsOf } from './owed.ts';
import { modeOf } from './tampering.ts';
import type { Troubles } from './troubles.ts';

/** What telling people about actions needs. */
export interface TellingParts {
  readonly alerting: Alerting;
  readonly revoking: RevokingParts;
  readonly log: Log;
  /** Called with everything that is told. */
  readonly told?: (told: ActionNews) => void;
}

/** Sends alerts that a sink did not take, or that a worker died before sending. If one fails, the others go on. */
export async function settleDebts(parts: TellingParts, troubles: Troubles, now: number): Promise<void> {
  for (const owed of await allOwed(parts.revoking.ledger, now)) {
    const { actionId } = owed;
    try {
      await settleDebt(parts, owed, now);
      troubles.met(nameOf(owed), actionId, []);
    } catch (thrown) {
      const what = 'an alert is still owed; it is tried again';
      troubles.met(nameOf(owed), actionId, [{ what, fault: faultOf(thrown) }]);
    }
  }
}

async function settleDebt(parts: TellingParts, owed: Owed, now: number): Promise<void> {
  const { ledger } = parts.revoking;
  const words = await wordsOf(ledger, owed, now);
  if (words === 'wait') return;
  const action = words === 'nothing' ? undefined : await ledger.action(owed.behind);
  if (action === undefined || words === 'nothing') await paid(ledger, owed);
  else await alertOwed(parts, action, owed, words);
}

/** Tells what became of an action, or of one that followed from it: in the log, to `told`, and as an alert. */
export async function tell(
  parts: TellingParts,
  action: ActionRecord,
  owed: Owed,
  words: ActionNews,
): Promise<void> {
  const { detail, intent, outcome } = words;
  const { actionId, target } = intent;
  parts.log.error({ actionId, role: target.arn, outcome, behind: action.actionId }, detail);
  parts.told?.(words);
  await alertOwed(parts, action, owed, words);
}

/** Sends an alert. It is owed until all sinks have it: the next turn of any worker sends it to the others. */
async function alertOwed(
  { alerting, revoking }: TellingParts,
  action: ActionRecord,
  owed: Owed,
  words: ActionNews,
): Promise<void> {
  const { configHash, ledger, version } = revoking;
  const { detail, intent, outcome, procedure } = words;
  const about = action.finding ?? findingOfOrder(action, { summary: detail, configHash, version });
  // nobody has ordered yet what waits for approval; all else carries on an order, which may be a person's
  const mode = outcome === 'pending' ? 'confirm' : (owed.mode ?? modeOf(action));
  const entry = {
    ...actionEntry(intent, mode, outcome, detail),
    ...(words.of === undefined ? {} : { actionId: null }),
  };
  const told = await alerting.tell({ ...about, actions: [entry] }, procedure, owed.turn);
  if (told.settled) await paid(ledger, owed);
  else await owe(ledger, { ...owed, words });
}
