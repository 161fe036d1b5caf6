import type { ActionRecord } from '../../core/action/ledger.ts';
import { coverOf } from '../../core/action/policy-room.ts';
import { restoreCovered } from '../ending/covered.ts';
import { type RevokingParts, revoke } from '../ending/revoking.ts';

/** A deny that could not be written back, in the words of an alert. */
interface NotBack {
  readonly outcome: 'tampered';
  readonly detail: string;
  readonly procedure: readonly string[];
}

/** The record of what had covered a policy, if a person has undone that since: its undo could not write this one back. */
export async function undoneCover(
  ledger: RevokingParts['ledger'],
  { detail }: ActionRecord,
): Promise<ActionRecord | undefined> {
  const cover = coverOf(detail);
  const known = cover === undefined ? undefined : await ledger.action(cover);
  return known?.state === 'undone' ? known : undefined;
}

/** Does what the undo should have done. Nobody is told unless it fails: whoever undid was, and nobody tampered with anything. */
export async function putBack(
  revoking: RevokingParts,
  { actionId, intent: { target } }: ActionRecord,
  { by }: ActionRecord,
): Promise<NotBack | undefined> {
  const back = await restoreCovered(revoking, (order) => revoke(revoking, order), { by, target });
  const own = back.find(({ action }) => action.actionId === actionId);
  if (own === undefined || own.outcome === 'applied') return undefined;
  return {
    outcome: 'tampered',
    detail: `what covered it was undone by ${by}, and it could not be written back: ${own.detail}`,
    procedure: [`To write it back: rolewarden approve ${actionId}`],
  };
}
