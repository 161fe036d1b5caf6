import { endOf, FOLLOWED, VERIFY_AFTER } from '../../core/action/due.ts';
import { endedOf } from '../../core/action/ended.ts';
import type { RevocationRules } from '../../core/action/guards.ts';
import { type ActionRecord, type Ledger, STANDING, writtenAt } from '../../core/action/ledger.ts';
import { faultOf } from '../../core/errors.ts';
import type { Store } from '../../core/ports/ports.ts';
import { verifyRecord } from '../iam/verify.ts';
import { settleDebts, type TellingParts, tell } from './debts.ts';
import { follow } from './following.ts';
import { debtOf, type Matter, owe } from './owed.ts';
import { tampered } from './tampering.ts';
import { createTroubles, type Trouble, unreadable } from './troubles.ts';
import type { Turns } from './turns.ts';
import { settleUnfinished } from './unfinished.ts';

/** What settling needs. */
export interface SettlingParts extends TellingParts {
  readonly store: Store;
  readonly rules: RevocationRules;
  /** Actions whose policies this process has read back once; each is read back twice, not in every turn. */
  readonly looked: Set<string>;
  /** Chooses the actions to look at in this turn; if left out, all. */
  readonly turns?: Turns;
  /** Actions whose policies a search of the whole account did not find: read back now, whenever they were written. */
  readonly missing?: ReadonlySet<string>;
  /** Called with each action that could not be settled, or whose policy could not be read back. */
  readonly failed?: (actionId: string, reason: string) => void;
}

/**
 * Does what remains after revocations: sends alerts that are owed; reads each policy back after five and after sixty
 * seconds, or now if it is missing; writes it again, once, if somebody removed it; ends sessions that were issued
 * meanwhile; finishes orders that a worker left; and lets proposals lapse that nobody decided on before the session
 * ended.
 */
export async function settleActions(given: SettlingParts): Promise<void> {
  const { ledger } = given.revoking;
  const now = await ledger.now();
  const { troubles = createTroubles(given.log) } = given;
  const parts = { ...given, troubles };
  await settleDebts(parts, troubles, now);
  for (const action of (await parts.turns?.next()) ?? (await ledger.actions())) {
    const { actionId } = action;
    const met = await settleOne(parts, action, now);
    if (met.length > 0) troubles.met(actionId, actionId, met);
    else troubles.over(actionId, actionId, givenUp(action, now));
    for (const { fault } of met) parts.failed?.(actionId, fault.reason);
  }
}

/** What to say where something was in the way until an action’s sessions were followed no more: that is not made up for. */
function givenUp(action: ActionRecord, now: number) {
  const { accessKeyId } = action.intent;
  if (action.state !== 'verified' || now - writtenAt(action) < FOLLOWED || accessKeyId === undefined) return;
  const remedy = `rolewarden revoke ${accessKeyId} --dry-run names them; the same without --dry-run ends them`;
  const what =
    'what was not settled is not tried any more: sessions that were issued with this one may be active';
  return { what, fault: { remedy } };
}

/** What kept the action from being settled: nothing, as a rule. */
async function settleOne(
  parts: SettlingParts,
  action: ActionRecord,
  now: number,
): Promise<readonly Trouble[]> {
  const { ledger } = parts.revoking;
  const met: Trouble[] = [];
  try {
    if (isDue(parts, action, now)) met.push(...(await look(parts, action, now)));
    if (action.state === 'verified' && now - writtenAt(action) < FOLLOWED) await follow(parts, action, now);
    met.push(...(await settleUnfinished(parts, action, now)));
    if (action.state === 'pending' && now > endOf(action)) await lapse(ledger, action);
    await parts.turns?.done(action, now, parts.looked.has(action.actionId));
  } catch (thrown) {
    met.push({ what: 'an action was not settled; it is tried again', fault: faultOf(thrown) });
  }
  return met;
}

/** Reads a policy back, and does what follows. Returns why it could not be read. */
async function look(parts: SettlingParts, action: ActionRecord, now: number): Promise<readonly Trouble[]> {
  const { bench, ledger } = parts.revoking;
  const { actionId } = action;
  const standing = await verifyRecord(bench, action);
  if (standing.kind === 'unknown') return [unreadable(standing.failure)];
  if (standing.kind !== 'in-force') {
    const debt = debtOf(action, actionId, now);
    const noted = { ...parts, owe: (matter: Matter) => owe(ledger, { ...debt, matter }) };
    const found = await tampered(noted, action, standing.kind, now);
    if (found !== undefined)
      await tell(parts, action, { ...debt, matter: found.outcome }, { ...found, intent: action.intent });
  } else if (action.state === 'applied') {
    await follow(parts, action, now);
    parts.looked.add(actionId);
    if (now - action.changed < VERIFY_AFTER[1]) return [];
    parts.looked.delete(actionId);
    // before the change: from now on, a call with such a session shows that it is still active
    const { entries, ms } = endedOf(action.intent, now);
    await parts.store.keepEnded(entries, ms);
    await ledger.change(actionId, ['applied'], { state: 'verified', by: action.by, detail: action.detail });
  }
  return [];
}

/** Due once after five seconds, and after sixty; if it is missing, at once. */
function isDue(
  { looked, missing }: SettlingParts,
  { actionId, changed, state }: ActionRecord,
  now: number,
): boolean {
  const [first, last] = VERIFY_AFTER;
  const age = now - changed;
  if (missing?.has(actionId) === true) return STANDING.includes(state);
  return state === 'applied' && (age >= last || (age >= first && !looked.has(actionId)));
}

async function lapse(ledger: Ledger, { actionId }: ActionRecord): Promise<void> {
  const detail = 'the session ended before a person decided';
  await ledger.change(actionId, ['pending'], { state: 'lapsed', by: 'rolewarden', detail });
}
