import { policyName } from '../../core/action/deny-policy.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import { iso, type Millis } from '../../core/time/days.ts';
import { type AuditRecord, decidedByItself } from '../audit/audit.ts';
import type { Order } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** The record of a revocation, to be written before anything is changed. */
export function revocationRecord(
  { bench, configHash, version }: Pick<RevokingParts, 'bench' | 'configHash' | 'version'>,
  { by, finding, intent, mode }: Order,
  document: string,
  policiesBefore: readonly string[],
): AuditRecord {
  const signals = finding?.signals ?? [];
  return {
    schema: 'rolewarden.audit/1',
    actionId: intent.actionId,
    action: 'revoke',
    at: iso(bench.waiting.now()),
    decidedBy: mode === 'person' ? by : decidedByItself(mode),
    target: named(intent.target),
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

/** The record of an undo, to be written before the policy is removed: no finding is behind it, and nothing undoes it. */
export function undoRecord(
  { actionId, document, name }: OurPolicy,
  target: Target,
  policiesBefore: readonly string[],
  order: Pick<AuditRecord, 'configHash' | 'version'> & { readonly by: string; readonly at: Millis },
): AuditRecord {
  const { at, by, configHash, version } = order;
  return {
    schema: 'rolewarden.audit/1',
    actionId,
    action: 'undo',
    at: iso(at),
    decidedBy: by,
    target: named(target),
    findingId: null,
    score: null,
    signals: [],
    events: [],
    policyName: name,
    document,
    policiesBefore,
    undo: '',
    version,
    configHash,
  };
}

function named({ accountId, arn, kind, name }: Target): AuditRecord['target'] {
  return { kind, accountId, name, arn };
}
