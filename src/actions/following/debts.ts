import type { ActionRecord } from '../../core/action/ledger.ts';
import { findingOfOrder } from '../../core/action/ordered.ts';
import { actionEntry } from '../../core/action/would.ts';
import { faultOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Alerting } from '../ending/alerting.ts';
import type { RevokingParts } from '../ending/revoking.ts';
import { type ActionNews, allOwed, nameOf, type Owed, owe, paid, wordsOf } from './owed.ts';
import { modeOf } from './tampering.ts';
import { createTroubles, gathering, type Troubles } from './troubles.ts';

/** What telling people about actions needs. */
export interface TellingParts {
  readonly alerting: Alerting;
  readonly revoking: RevokingParts;
  readonly log: Log;
  /** Remembers what was told of what could not be settled, or sent; if left out, all is told. */
  readonly troubles?: Troubles;
  /** Called with everything that is told. */
  readonly told?: (told: ActionNews) => void;
}

/** Sends alerts that a sink did not take, or that a worker died before sending. If one fails, the others go on. */
export async function settleDebts(parts: TellingParts, troubles: Troubles, now: number): Promise<void> {
  for (const owed of await allOwed(parts.revoking.ledger, now)) {
    const { log, met } = gathering();
    const isPaid = await settleDebt({ ...parts, log }, owed, now).catch((thrown: unknown) => {
      log.warn(faultOf(thrown), 'an alert is still owed; it is tried again');
      return false;
    });
    const { actionId } = owed;
    if (met().length > 0) troubles.met(nameOf(owed), actionId, met());
    else if (isPaid) troubles.over(nameOf(owed), actionId);
  }
}

/** Whether it is owed no more. */
async function settleDebt(parts: TellingParts, owed: Owed, now: number): Promise<boolean> {
  const { ledger } = parts.revoking;
  const words = await wordsOf(ledger, owed, now);
  if (words === 'wait') return false;
  const action = words === 'nothing' ? undefined : await ledger.action(owed.behind);
  if (action !== undefined && words !== 'nothing') return alertOwed(parts, action, owed, words);
  await paid(ledger, owed);
  return true;
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
  const { log, met } = gathering();
  const { troubles = createTroubles(parts.log) } = parts;
  try {
    await alertOwed({ ...parts, log }, action, owed, words);
  } finally {
    if (met().length > 0) troubles.met(nameOf(owed), actionId, met());
  }
}

/** A delivery that comes late says of an automatic order what settling says, which is one alert. */
function turnOf({ actionId, behind, matter, mode, turn }: Owed): Pick<Owed, 'turn'> | undefined {
  return matter === 'order' && mode === 'auto' && actionId === behind ? undefined : { turn };
}

/** Sends an alert. It is owed until all sinks have it (true): the next turn of any worker sends it to the others. */
async function alertOwed(
  { alerting, log, revoking }: TellingParts,
  action: ActionRecord,
  owed: Owed,
  words: ActionNews,
): Promise<boolean> {
  const { configHash, ledger, version } = revoking;
  const { detail, intent, outcome, procedure } = words;
  const about = action.finding ?? findingOfOrder(action, { summary: detail, configHash, version });
  // nobody has ordered yet what waits for approval; all else carries on an order, which may be a person's
  const mode = outcome === 'pending' ? 'confirm' : (owed.mode ?? modeOf(action));
  const entry = {
    ...actionEntry(intent, mode, outcome, detail),
    ...(words.of === undefined ? {} : { actionId: null }),
  };
  const told = await alerting.tell({ ...about, actions: [entry] }, procedure, { ...turnOf(owed), log });
  if (told.settled) await paid(ledger, owed);
  else await owe(ledger, { ...owed, words });
  return told.settled;
}
