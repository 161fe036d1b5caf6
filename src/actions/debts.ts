import { faultOf } from '../core/errors.ts';
import type { ActionRecord } from '../core/ledger.ts';
import { findingOfOrder } from '../core/ordered.ts';
import type { Log } from '../core/ports.ts';
import { actionEntry } from '../core/would.ts';
import type { Alerting } from './alerting.ts';
import { allOwed, type Owed, owe, paid, type Words, wordsOf } from './owed.ts';
import type { RevokingParts } from './revoking.ts';

/** What telling needs. */
export interface TellingParts {
  readonly alerting: Alerting;
  readonly revoking: RevokingParts;
  readonly log: Log;
  /** Hears what is told of actions. */
  readonly told?: (told: Words) => void;
}

/** Tells what a sink did not take, or what a worker that has gone would have told: each by itself. */
export async function settleDebts(parts: TellingParts, now: number): Promise<void> {
  for (const owed of await allOwed(parts.revoking.ledger, now)) {
    try {
      await settleDebt(parts, owed, now);
    } catch (thrown) {
      const { actionId } = owed;
      parts.log.warn({ actionId, ...faultOf(thrown) }, 'an alert is still owed; it is tried again');
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

/** Says what became of an action, or of one that followed from it: to the log, to who listens, and as an alert. */
export async function tell(
  parts: TellingParts,
  action: ActionRecord,
  owed: Owed,
  words: Words,
): Promise<void> {
  const { detail, intent, outcome } = words;
  const { actionId, target } = intent;
  parts.log.error({ actionId, role: target.arn, outcome, behind: action.actionId }, detail);
  parts.told?.(words);
  await alertOwed(parts, action, owed, words);
}

/** Owed until all sinks have taken it: whoever has the next turn tells the others. */
async function alertOwed(
  { alerting, revoking }: TellingParts,
  action: ActionRecord,
  owed: Owed,
  words: Words,
): Promise<void> {
  const { configHash, ledger, version } = revoking;
  const { detail, intent, outcome, procedure } = words;
  const about = action.finding ?? findingOfOrder(action, { summary: detail, configHash, version });
  // what waits was ordered by nobody yet
  const mode = outcome === 'pending' ? 'confirm' : 'auto';
  const entry = {
    ...actionEntry(intent, mode, outcome, detail),
    ...(words.of === undefined ? {} : { actionId: null }),
  };
  const told = await alerting.tell({ ...about, actions: [entry] }, procedure, owed.turn);
  if (told.settled) await paid(ledger, owed);
  else await owe(ledger, { ...owed, words });
}
