import type { Intent } from '../core/intent.ts';
import type { ActionRecord, Ledger } from '../core/ledger.ts';
import { becomeOf } from './revoked.ts';
import { AGAIN, lostWords, rewrittenWords } from './tampering.ts';

/** What is told of an action, or of one that followed from it. */
export interface Words {
  readonly intent: Intent;
  readonly outcome: string;
  readonly detail: string;
  readonly procedure: readonly string[];
  /** Not the action itself is told of, but what was issued with its session. */
  readonly of?: 'descendants';
}

/** What may have to be told: that a policy was written again, or is gone, or what became of an order. */
export type Matter = 'rewritten' | 'tampered' | 'order';

/** An alert that is owed. It is written down before the ledger says that there is something to tell. */
export interface Owed {
  readonly matter: Matter;
  /** The action whose finding tells of it, the action told of, and which time. */
  readonly behind: string;
  readonly actionId: string;
  readonly turn: number;
  readonly at: number;
  /** Undefined until it was tried: whoever was at it may have died before. */
  readonly words: Words | undefined;
}

const KEPT = 4 * 86_400_000;
/** Somebody may be at it so long. */
const BUSY = 60_000;
const PATIENCE = 15 * 60_000;

/** Writes it down, before anything is done or after it could not be told. */
export async function owe(ledger: Ledger, owed: Owed): Promise<void> {
  await ledger.owe(nameOf(owed), JSON.stringify(owed));
}

/** It was told to all. */
export async function paid(ledger: Ledger, owed: Pick<Owed, 'behind' | 'actionId' | 'turn'>): Promise<void> {
  await ledger.pay(nameOf(owed));
}

/** What is owed at all. Struck is what nobody should hear of so late any more, and what nobody can read. */
export async function allOwed(ledger: Ledger, now: number): Promise<readonly Owed[]> {
  const all: Owed[] = [];
  for (const [name, text] of await ledger.owed()) {
    const owed = parse(text);
    if (owed !== undefined && now - owed.at < KEPT) all.push(owed);
    else await ledger.pay(name);
  }
  return all;
}

/** The words of what is owed; `wait` while somebody may be at it, `nothing` where it never came to it. */
export async function wordsOf(ledger: Ledger, owed: Owed, now: number): Promise<Words | 'wait' | 'nothing'> {
  if (owed.words !== undefined) return owed.words;
  const age = now - owed.at;
  if (age < BUSY) return 'wait';
  const known = await ledger.action(owed.actionId);
  if (owed.matter === 'order') return orderWords(known, age);
  if (known === undefined) return 'nothing';
  const { detail, intent, state } = known;
  if (state === 'ready' && owed.matter === 'rewritten') return 'wait';
  if (state === 'failed') return { intent, ...lostWords(detail) };
  const stands = (state === 'applied' || state === 'verified') && detail.includes(AGAIN);
  return stands && owed.matter === 'rewritten' ? { intent, ...rewrittenWords() } : 'nothing';
}

function orderWords(known: ActionRecord | undefined, age: number): Words | 'wait' | 'nothing' {
  const waits = known === undefined || known.state === 'ready';
  if (waits && age < PATIENCE) return 'wait';
  const become = known === undefined ? undefined : becomeOf(known);
  if (known === undefined || become === undefined) return 'nothing';
  const { detail, outcome, procedure } = become;
  return { intent: known.intent, detail, outcome, procedure };
}

/** What may have to be told of an action, or of one that follows from it. */
export function debtOf(
  { actionId: behind, changed: turn }: ActionRecord,
  actionId: string,
  now: number,
): Owed {
  return { matter: 'order', behind, actionId, turn, at: now, words: undefined };
}

function nameOf({ actionId, behind, turn }: Pick<Owed, 'behind' | 'actionId' | 'turn'>): string {
  return [behind, actionId, turn].join('|');
}

/** Only this module writes such text; what is damaged must not keep the others from being told. */
function parse(text: string): Owed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isOwed(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOwed(value: unknown): value is Owed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'matter' in value &&
    'behind' in value &&
    'actionId' in value &&
    'turn' in value &&
    'at' in value &&
    typeof value.at === 'number'
  );
}
