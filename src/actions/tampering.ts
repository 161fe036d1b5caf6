import { overAt } from '../core/deny-life.ts';
import { covers, denyOf } from '../core/deny-policy.ts';
import type { RevocationRules } from '../core/guards.ts';
import type { ActionRecord, ActionState } from '../core/ledger.ts';
import { coveredWords } from '../core/policy-room.ts';
import { isRecorded } from './known-actions.ts';
import type { Order } from './revoked.ts';
import { type RevokingParts, revoke } from './revoking.ts';
import { listOurs } from './undo.ts';

interface Parts {
  readonly revoking: RevokingParts;
  readonly rules: RevocationRules;
  /** Writes down that it will have to be told, before the ledger says that it happened. */
  readonly owe: (outcome: Tampered['outcome']) => Promise<void>;
}

/** What was done about it, in the words of an alert. */
export interface Tampered {
  readonly outcome: 'rewritten' | 'tampered';
  readonly detail: string;
  readonly procedure: readonly string[];
}

/** How long the second writing may be tried. */
const PATIENCE = 15 * 60_000;
/** In an action's words once it was: a second time is a person's matter. */
export const AGAIN = 'written again';
const WORDS = 'containment was tampered with';
const REMOVED = 'was removed by somebody';
const CHANGED = 'was changed by somebody';
const STANDING: readonly ActionState[] = ['applied', 'verified'];

/**
 * A policy that ought to stand and does not: it is written again once, while there is somebody to deny. Undefined where
 * nobody need hear of it: it is over, another policy of ours denies the same, or a person or a worker was first.
 */
export async function tampered(
  parts: Parts,
  action: ActionRecord,
  how: 'missing' | 'changed',
  now: number,
): Promise<Tampered | undefined> {
  const { ledger } = parts.revoking;
  const { actionId, by } = action;
  if (how === 'missing' && (await isNoLoss(parts.revoking, action, now))) return undefined;
  const word = how === 'missing' ? REMOVED : CHANGED;
  const again = how === 'missing' && !action.detail.includes(AGAIN) && isWanted(parts.rules, action);
  await parts.owe(again ? 'rewritten' : 'tampered');
  const ours = await ledger.change(actionId, STANDING, {
    state: again ? 'ready' : 'failed',
    by,
    detail: `the policy ${word}${again ? `; ${AGAIN}` : ''}`,
  });
  if (ours === undefined) return undefined;
  if (again) return writeAgain(parts.revoking, action, now);
  return lostWords(word);
}

/** That a policy is gone, or another. `how`: in the words of its record. */
export function lostWords(how: string): Tampered {
  const word = how.includes(CHANGED) ? CHANGED : REMOVED;
  return { outcome: 'tampered', detail: `${WORDS}: the policy ${word}`, procedure: TAMPERED };
}

/** That a policy was gone, and stands again. */
export function rewrittenWords(): Tampered {
  const detail = `${WORDS}: the policy ${REMOVED}; it was ${AGAIN}`;
  return { outcome: 'rewritten', detail, procedure: TAMPERED };
}

/** Whether a record says that its policy is being written again. */
export function isRewritten({ detail, state }: ActionRecord): boolean {
  return state === 'ready' && detail.includes(AGAIN);
}

/** The second writing; also for one whose worker died over it. */
export async function writeAgain(
  revoking: RevokingParts,
  action: ActionRecord,
  now: number,
): Promise<Tampered> {
  const { actionId, by } = action;
  const order = { ...orderOf(action, now), notes: [AGAIN] };
  const done = await revoke(revoking, order).catch(() => undefined);
  if (done?.outcome === 'applied') return rewrittenWords();
  const lost = lostWords(REMOVED);
  await revoking.ledger.change(actionId, ['ready'], { state: 'failed', by, detail: lost.detail });
  return lost;
}

/** It is over; it stands again; or it went to make room, and whoever removed it did not live to say so. */
async function isNoLoss(
  { bench, ledger }: RevokingParts,
  action: ActionRecord,
  now: number,
): Promise<boolean> {
  const { actionId, intent } = action;
  const by = 'rolewarden';
  if (overAt(intent) <= now) {
    const detail = 'its sessions have ended, and the policy is gone';
    await ledger.change(actionId, STANDING, { state: 'removed', by, detail });
    return true;
  }
  const listed = await listOurs(bench, intent.target);
  const ours = listed.kind === 'listed' ? listed.ours : [];
  // it stands: another worker was first
  if (ours.some((own) => own.actionId === actionId)) return true;
  for (const own of ours) {
    if (!covers(own.deny, denyOf(intent)) || !(await isRecorded(ledger, own.actionId))) continue;
    await ledger.change(actionId, STANDING, {
      state: 'verified',
      by: action.by,
      detail: coveredWords(own.name),
    });
    return true;
  }
  return false;
}

/** A person's own order is carried out as such, everything else as the configuration says now. */
export function orderOf({ by, finding, intent }: ActionRecord, now: number): Order {
  const mode = by === 'rolewarden' ? 'auto' : 'person';
  return { intent, mode, by, finding, notes: [], deadline: now + PATIENCE };
}

/** Whether the configuration still wants what was done by itself. */
function isWanted(rules: RevocationRules, { by, finding, intent }: ActionRecord): boolean {
  if (by !== 'rolewarden' || finding === null) return true;
  const mode = rules.mode(finding, intent.target.accountId);
  return mode === 'auto' || mode === 'confirm';
}

const TAMPERED: readonly string[] = [
  'Whoever removed the policy can change IAM: end that session first (CloudTrail: DeleteRolePolicy or DeleteUserPolicy).',
  'An SCP of the organisation is a deny that the account itself cannot take away.',
];
