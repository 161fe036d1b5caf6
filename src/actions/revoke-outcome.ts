import { policyName } from '../core/deny-policy.ts';
import { reasonOf } from '../core/errors.ts';
import type { Intent } from '../core/intent.ts';
import type { ActionState } from '../core/ledger.ts';
import type { Applied } from './applied.ts';
import type { AuditRecord } from './audit.ts';
import { inForce, type Order, type Revoked, refused, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';
import type { Lost } from './room.ts';

/** What a result means for the action's life, and in words. `kept`: the bare reason, where the words are of a wait. */
export function meaningOf(
  { intent, mode }: Order,
  result: Applied,
): { readonly state: ActionState; readonly revoked: Revoked; readonly kept?: string } {
  const { name, accountId } = intent.target;
  switch (result.outcome) {
    case 'applied':
    case 'already':
      return { state: 'applied', revoked: withLost(inForce({ intent, detail: '' }), intent, result.lost) };
    case 'ineligible': {
      const detail = result.why.summary;
      const person =
        mode !== 'person' && (result.why.reason === 'not-opted-in' || result.why.reason === 'service-held');
      const revoked = person ? waiting({ intent, detail }) : refused(detail, result.why.whatToDo);
      return { state: person ? 'pending' : 'failed', revoked, kept: detail };
    }
    case 'stopped':
      return { state: 'failed', revoked: refused(result.reason) };
    case 'failed': {
      const detail = `${name} of ${accountId}: ${result.code}: ${result.reason}`;
      const again = result.kind === 'transient' && mode !== 'person';
      const base = { detail, procedure: result.whatToDo, settled: !again };
      // an order for what is not there is over: nobody has to decide it
      const over = mode === 'person' && result.code === 'NoSuchEntity';
      return {
        state: over ? 'lapsed' : 'failed',
        revoked: { ...base, outcome: again ? 'retrying' : 'failed' },
      };
    }
  }
}

/** What somebody's removal of the cover, and IAM's refusal, have let in again. */
function withLost(revoked: Revoked, { target }: Intent, lost: readonly Lost[]): Revoked {
  const { accountId, kind, name: of } = target;
  const told = lost.map(
    ({ failure: { code, message }, name }) =>
      `${name} went to make room, and could not be written back to ${kind} ${of} in ${accountId}: ${code}: ${message}`,
  );
  const steps = lost.map(
    ({ actionId }) =>
      `It denies nothing now. At once: rolewarden approve ${actionId}; the sweep writes it within the hour`,
  );
  return {
    ...revoked,
    detail: [revoked.detail, ...told].join('; '),
    procedure: [...revoked.procedure, ...steps],
  };
}

/** The record that is written before anything is touched. */
export function auditRecordOf(
  { bench, configHash, version }: Pick<RevokingParts, 'bench' | 'configHash' | 'version'>,
  { by, finding, intent, mode }: Order,
  document: string,
  policiesBefore: readonly string[],
): AuditRecord {
  const { accountId, arn, kind, name } = intent.target;
  const signals = finding?.signals ?? [];
  return {
    schema: 'rolewarden.audit/1',
    actionId: intent.actionId,
    action: 'revoke',
    at: new Date(bench.waiting.now()).toISOString(),
    decidedBy: mode === 'person' ? by : `rolewarden (${mode})`,
    target: { kind, accountId, name, arn },
    findingId: finding?.id ?? null,
    score: finding?.score ?? null,
    signals: signals.map(({ ruleId, points, summary }) => ({ ruleId, points, summary })),
    events: finding === null ? [] : [finding.event.eventId],
    policyName: policyName(intent.actionId),
    document,
    policiesBefore,
    undo: `rolewarden undo ${intent.actionId}`,
    version,
    configHash,
  };
}

/** Writes how it ended beside the record. What cannot be written is said, and changes nothing of what was done. */
export async function concluded(
  { audit, bench }: Pick<RevokingParts, 'audit' | 'bench'>,
  { intent, notes }: Order,
  result: Applied,
  revoked: Revoked,
): Promise<Revoked> {
  const at = new Date(bench.waiting.now()).toISOString();
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
