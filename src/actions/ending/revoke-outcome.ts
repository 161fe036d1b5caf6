import type { Ineligible } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { ActionState } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import { iso } from '../../core/time/days.ts';
import type { Lost } from '../iam/room.ts';
import { inForce, type Order, type Revoked, refused, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';
import type { Result } from './tries.ts';

interface Meaning {
  readonly state: ActionState;
  readonly revoked: Revoked;
  readonly kept?: string;
}

/** The state of the action after a result, and the words for it. `kept`: the bare reason, if the words have more. */
export function meaningOf(order: Order, result: Result): Meaning {
  const { intent, mode } = order;
  const { name, accountId } = intent.target;
  switch (result.outcome) {
    case 'applied':
    case 'already':
      return { state: 'applied', revoked: withLost(inForce({ intent, detail: '' }), intent, result.lost) };
    case 'ineligible':
      return ineligibleMeaning(order, result.why);
    case 'stopped':
      return { state: 'failed', revoked: refused(result.reason) };
    case 'failed': {
      const detail = `${name} of ${accountId}: ${result.code}: ${result.reason}`;
      const again = result.kind === 'transient' && mode !== 'person';
      const base = { detail, procedure: result.whatToDo, settled: !again };
      // an order for a target that does not exist is over: there is nothing to decide about it
      const over = mode === 'person' && result.code === 'NoSuchEntity';
      if (again) return { state: 'ready', revoked: { ...base, outcome: 'retrying' } };
      return { state: over ? 'lapsed' : 'failed', revoked: { ...base, outcome: 'failed' } };
    }
  }
}

function ineligibleMeaning({ finding, intent, mode }: Order, why: Ineligible): Meaning {
  const detail = why.summary;
  if (mode !== 'person' && (why.reason === 'not-opted-in' || why.reason === 'service-held')) {
    return { state: 'pending', revoked: waiting({ intent, detail }), kept: detail };
  }
  // whoever ordered to end all sessions is told, and can order it again
  const over = mode === 'person' && finding === null && intent.scope === 'role';
  return { state: over ? 'lapsed' : 'failed', revoked: refused(detail, why.whatToDo), kept: detail };
}

/** Adds policies whose cover was removed and that IAM refused to have back: their sessions are allowed again. */
function withLost(revoked: Revoked, { target }: Intent, lost: readonly Lost[]): Revoked {
  const { accountId, kind, name: of } = target;
  const told = lost.map(
    ({ failure: { code, message }, name }) =>
      `${name} was removed to make room, and could not be written back to ${kind} ${of} in ${accountId}: ${code}: ${message}`,
  );
  const steps = lost.map(
    ({ actionId }) =>
      `It denies nothing now. To restore it at once: rolewarden approve ${actionId}; otherwise the sweep writes it within the hour`,
  );
  return {
    ...revoked,
    detail: [revoked.detail, ...told].join('; '),
    procedure: [...revoked.procedure, ...steps],
  };
}

/** Writes the outcome beside the audit record. If that fails, the words say so; the result stays the same. */
export async function recordOutcome(
  { audit, bench }: Pick<RevokingParts, 'audit' | 'bench'>,
  { intent, notes }: Order,
  result: Result,
  revoked: Revoked,
): Promise<Revoked> {
  const at = iso(bench.waiting.now());
  const { actionId } = intent;
  const detail = [revoked.detail, ...notes].join('; ');
  const outcome = { actionId, at, outcome: result.outcome, detail };
  try {
    await audit.after({ schema: 'rolewarden.audit-outcome/1', ...outcome });
    return revoked;
  } catch (thrown) {
    return { ...revoked, detail: `${revoked.detail}; ${reasonOf(thrown)}` };
  }
}
