import type { Intent } from '../../core/action/intent.ts';
import { type ActionRecord, type Ledger, STANDING } from '../../core/action/ledger.ts';
import type { ActionOutcome } from '../../core/finding/outcomes.ts';
import { fieldOf, jsonIn } from '../../core/text/json.ts';
import { DAY } from '../../core/time/days.ts';
import { becomeOf } from '../ending/revoked.ts';
import { AGAIN, lostWords, modeOf, rewrittenWords } from './tampering.ts';

/** What people are told about an action, or about one that followed from it. */
export interface ActionNews {
  readonly intent: Intent;
  readonly outcome: ActionOutcome;
  readonly detail: string;
  readonly procedure: readonly string[];
  /** It is about the sessions that were issued with the action's session, not about the action itself. */
  readonly of?: 'descendants';
}

/** What an alert is about: a policy that was written again, or is gone or changed, or what became of an order. */
export type Matter = 'rewritten' | 'tampered' | 'order';

/** An alert that is owed. It is written down before the ledger records what there is to tell. */
export interface Owed {
  readonly matter: Matter;
  /** The action whose finding is in the alert. */
  readonly behind: string;
  /** The action that the alert is about: the same one, or one that followed from it. */
  readonly actionId: string;
  /** Tells this alert from others about the same two actions: the time of a change to the action. */
  readonly turn: number;
  /** When it was written down (ms since 1970). */
  readonly at: number;
  /** Whose order the action behind it was then; a person may have ordered it anew since. Older versions left it out. */
  readonly mode?: ReturnType<typeof modeOf>;
  /** Undefined until sending was tried: the worker may have died before. */
  readonly words: ActionNews | undefined;
}

/** After this time an alert is dropped: it would be too late. */
const KEPT = 4 * DAY;
/** Until then (ms) a worker may be sending it, and no other takes it on. */
const BUSY = 60_000;
/** How long an order may take (ms) before there is something to tell. */
const PATIENCE = 15 * 60_000;

/** Writes an alert down: before its action is taken, or after it could not be sent. */
export async function owe(ledger: Ledger, owed: Owed): Promise<void> {
  await ledger.owe(nameOf(owed), JSON.stringify(owed));
}

/** Strikes an alert off: all sinks have it. */
export async function paid(ledger: Ledger, owed: Pick<Owed, 'behind' | 'actionId' | 'turn'>): Promise<void> {
  await ledger.pay(nameOf(owed));
}

/** All alerts that are owed. Strikes off those that are too old, and those that cannot be read. */
export async function allOwed(ledger: Ledger, now: number): Promise<readonly Owed[]> {
  const all: Owed[] = [];
  for (const [name, text] of await ledger.owed()) {
    const owed = parse(text);
    if (owed !== undefined && now - owed.at < KEPT) all.push(owed);
    else await ledger.pay(name);
  }
  return all;
}

/** The words of an alert. `wait`: a worker may be busy with it. `nothing`: what it was to tell has not happened. */
export async function wordsOf(
  ledger: Ledger,
  owed: Owed,
  now: number,
): Promise<ActionNews | 'wait' | 'nothing'> {
  if (owed.words !== undefined) return owed.words;
  const age = now - owed.at;
  if (age < BUSY) return 'wait';
  const known = await ledger.action(owed.actionId);
  if (owed.matter === 'order') return orderWords(known, age);
  if (known === undefined) return 'nothing';
  const { detail, intent, state } = known;
  if (state === 'ready' && owed.matter === 'rewritten') return 'wait';
  if (state === 'failed') return { intent, ...lostWords(detail) };
  const stands = STANDING.includes(state) && detail.includes(AGAIN);
  return stands && owed.matter === 'rewritten' ? { intent, ...rewrittenWords(known) } : 'nothing';
}

function orderWords(known: ActionRecord | undefined, age: number): ActionNews | 'wait' | 'nothing' {
  const waits = known === undefined || known.state === 'ready';
  if (waits && age < PATIENCE) return 'wait';
  const become = known === undefined ? undefined : becomeOf(known);
  if (known === undefined || become === undefined) return 'nothing';
  const { detail, outcome, procedure } = become;
  return { intent: known.intent, detail, outcome, procedure };
}

/** The alert that may be owed about the order of an action, or of one that follows from it. */
export function debtOf(
  { actionId: behind, by, changed: turn }: ActionRecord,
  actionId: string,
  now: number,
): Owed {
  return { matter: 'order', behind, actionId, turn, at: now, mode: modeOf({ by }), words: undefined };
}

/** Tells an alert that is owed from all others. */
export function nameOf({ actionId, behind, turn }: Pick<Owed, 'behind' | 'actionId' | 'turn'>): string {
  return [behind, actionId, turn].join('|');
}

/** Only this module writes such text. Undefined if it is damaged, which must not hold up other alerts. */
function parse(text: string): Owed | undefined {
  const value = jsonIn(text);
  return isOwed(value) ? value : undefined;
}

function isOwed(value: unknown): value is Owed {
  const isThere = (name: string) => fieldOf(value, name) !== undefined;
  return ['matter', 'behind', 'actionId', 'turn'].every(isThere) && typeof fieldOf(value, 'at') === 'number';
}
