import { overAt } from '../../core/action/deny-life.ts';
import { covers, denyOf } from '../../core/action/deny-policy.ts';
import { type ActionRecord, STANDING } from '../../core/action/ledger.ts';
import { coveredWords } from '../../core/action/policy-room.ts';
import { isRecorded } from '../ending/known-actions.ts';
import { listOurs } from '../ending/list-ours.ts';
import type { RevokingParts } from '../ending/revoking.ts';
import type { IamFailure } from '../iam/errors.ts';

/** A policy that is lost. `unread`: in words, what could not be read, so that it may be no loss. */
export interface Loss {
  readonly unread: string | undefined;
}

/** It is lost for certain. */
export const CERTAIN: Loss = { unread: undefined };

/**
 * What is lost with a missing policy; undefined if nothing is: it is over, is there again, or made room and nobody
 * recorded that. If IAM does not say, it counts as lost: a deny too many does less harm than one too few.
 */
export async function lossOf(
  { bench, ledger }: RevokingParts,
  action: ActionRecord,
  now: number,
): Promise<Loss | undefined> {
  const { actionId, intent } = action;
  const by = 'rolewarden';
  if (overAt(intent) <= now) {
    const detail = 'its sessions have ended, and the policy is gone';
    await ledger.change(actionId, STANDING, { state: 'removed', by, detail });
    return undefined;
  }
  const listed = await listOurs(bench, intent.target);
  if (listed.kind === 'failed') return { unread: unreadWords(listed.failure) };
  const { ours } = listed;
  // it is in place: another worker came first
  if (ours.some((own) => own.actionId === actionId)) return undefined;
  for (const own of ours) {
    if (!covers(own.deny, denyOf(intent)) || !(await isRecorded(ledger, own.actionId))) continue;
    await ledger.change(actionId, STANDING, {
      state: 'verified',
      by: action.by,
      detail: coveredWords(own.name),
    });
    return undefined;
  }
  return CERTAIN;
}

function unreadWords({ code, message }: IamFailure): string {
  return `not known whether another policy of ours denied the same: IAM did not list them (${code}: ${message})`;
}
