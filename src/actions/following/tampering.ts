import { mayWrite } from '../../core/action/acting.ts';
import type { RevocationRules } from '../../core/action/guards.ts';
import { type ActionRecord, STANDING } from '../../core/action/ledger.ts';
import type { ActionOutcome } from '../../core/finding/outcomes.ts';
import { undoneMeanwhile } from '../ending/last-word.ts';
import type { Order } from '../ending/revoked.ts';
import { type RevokingParts, revoke } from '../ending/revoking.ts';
import { CERTAIN, lossOf } from './loss.ts';
import { putBack, undoneCover } from './put-back.ts';

interface Parts {
  readonly revoking: RevokingParts;
  readonly rules: RevocationRules;
  /** Writes down that an alert will be owed, before the ledger records what happened. */
  readonly owe: (outcome: Tampered['outcome']) => Promise<void>;
}

/** What was done about a policy that is gone or changed, in the words of an alert. */
export interface Tampered {
  readonly outcome: Extract<ActionOutcome, 'rewritten' | 'tampered'>;
  readonly detail: string;
  readonly procedure: readonly string[];
}

/** How long the second writing may be tried (ms). */
const PATIENCE = 15 * 60_000;
/** These words in an action's detail say that its policy was written again. A third writing is left to a person. */
export const AGAIN = 'written again';
const WORDS = 'containment was tampered with';
const REMOVED = 'was removed by somebody';
const CHANGED = 'was changed by somebody';

/**
 * Handles a policy that should be in place and is not. One that is missing is written again, once, if the configuration
 * still wants it. Undefined if nobody needs to be told: its sessions are over, another policy of ours denies the same,
 * or a person or another worker came first.
 */
export async function tampered(
  parts: Parts,
  action: ActionRecord,
  how: 'missing' | 'changed',
  now: number,
): Promise<Tampered | undefined> {
  const { ledger } = parts.revoking;
  const { actionId, by } = action;
  if (how === 'missing' && (await undoneMeanwhile(parts.revoking, action)) !== undefined) return undefined;
  const loss = how === 'missing' ? await lossOf(parts.revoking, action, now) : CERTAIN;
  if (loss === undefined) return undefined;
  const undone = how === 'missing' ? await undoneCover(ledger, action) : undefined;
  if (undone !== undefined) return putBack(parts.revoking, action, undone);
  const word = how === 'missing' ? REMOVED : CHANGED;
  const again = how === 'missing' && !action.detail.includes(AGAIN) && isWanted(parts.rules, action);
  await parts.owe(again ? 'rewritten' : 'tampered');
  const ours = await ledger.change(actionId, STANDING, {
    state: again ? 'ready' : 'failed',
    by,
    detail: `the policy ${word}${again ? `; ${AGAIN}` : ''}`,
  });
  if (ours === undefined) return undefined;
  const done = again ? await writeAgain(parts.revoking, action, now) : lostWords(word);
  return loss.unread === undefined ? done : { ...done, detail: `${done.detail}; ${loss.unread}` };
}

/** The words for a policy that is gone or changed. `how`: its record's detail, which tells which of the two. */
export function lostWords(how: string): Tampered {
  const word = how.includes(CHANGED) ? CHANGED : REMOVED;
  return { outcome: 'tampered', detail: `${WORDS}: the policy ${word}`, procedure: TAMPERED };
}

/** The words for a policy that was gone and is in place again. Nobody ordered that: it follows from the first order. */
export function rewrittenWords(action: Pick<ActionRecord, 'by'>): Tampered {
  const as = modeOf(action) === 'person' ? `, as ${action.by} had ordered` : '';
  const detail = `${WORDS}: the policy ${REMOVED}; it was ${AGAIN}${as}`;
  return { outcome: 'rewritten', detail, procedure: TAMPERED };
}

/** Whether a record says that its policy is being written again. */
export function isRewritten({ detail, state }: ActionRecord): boolean {
  return state === 'ready' && detail.includes(AGAIN);
}

/** Writes a policy a second time; also if the worker that began to do so has died. */
export async function writeAgain(
  revoking: RevokingParts,
  action: ActionRecord,
  now: number,
): Promise<Tampered> {
  const { actionId, by } = action;
  const order = { ...orderOf(action, now), notes: [AGAIN] };
  const done = await revoke(revoking, order).catch(() => undefined);
  if (done?.outcome === 'applied') return rewrittenWords(action);
  const lost = lostWords(REMOVED);
  await revoking.ledger.change(actionId, ['ready'], { state: 'failed', by, detail: lost.detail });
  return lost;
}

/** The order to carry out a recorded action again: as a person's if a person decided last, else as an automatic one. */
export function orderOf(action: ActionRecord, now: number): Order {
  const { by, finding, intent } = action;
  return { intent, mode: modeOf(action), by, finding, notes: [], deadline: now + PATIENCE };
}

/** Whose order an action was, last: the configuration's, or a person's. */
export function modeOf({ by }: Pick<ActionRecord, 'by'>): 'auto' | 'person' {
  return by === 'rolewarden' ? 'auto' : 'person';
}

/** Whether the configuration still wants an automatic action. What a person ordered is always wanted. */
function isWanted(rules: RevocationRules, { by, finding, intent }: ActionRecord): boolean {
  if (by !== 'rolewarden' || finding === null) return true;
  return mayWrite(rules.mode(finding, intent.target.accountId));
}

const TAMPERED: readonly string[] = [
  'Whoever removed the policy can change IAM: end that session first (CloudTrail: DeleteRolePolicy or DeleteUserPolicy).',
  'An SCP is a deny that the account itself cannot remove.',
];
