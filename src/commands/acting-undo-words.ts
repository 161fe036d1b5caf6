import type { Restored } from '../actions/covered.ts';
import type { UndoneTarget } from '../actions/undoing.ts';
import { policyName } from '../core/deny-policy.ts';
import type { ActionRecord } from '../core/ledger.ts';
import { actionJson, safe, steps, subjectOf, undoLine } from './acting-words.ts';

type Buried = ReadonlyMap<string, ActionRecord> | string;

/** What became of a target's policies, in words and for machines. `fine`: none of them stands. */
export function undoneWords(
  { result, target, unwritten }: UndoneTarget,
  actionId: string | undefined,
  buried: Buried,
) {
  const common = { schema: 'rolewarden.action/1', command: 'undo', target: target.arn };
  const whom = safe(`${target.kind} ${target.name} in ${target.accountId}`);
  if (result.kind === 'failed') {
    const { code, message } = result.failure;
    const what = actionId === undefined ? 'all policies' : policyName(actionId);
    const words = `NOT undone: ${what} of ${whom}\n  ${safe(`${code}: ${message}`)}\n${steps(result.whatToDo)}`;
    const record = { ...common, actionId: actionId ?? null, outcome: 'failed', detail: message };
    return { fine: false, records: [record], words };
  }
  const lines = result.policies.map(({ name, outcome }) => {
    if (outcome === 'removed') return `undone: ${name} removed from ${whom}: its sessions are let in again\n`;
    if (outcome === 'absent')
      return `absent: ${name} is not on ${whom}: nothing to remove\n${neverWritten(actionId, buried)}`;
    return `FOREIGN: ${name} on ${whom} has another document than Rolewarden writes: not touched\n${steps(FOREIGN)}`;
  });
  const nothing = result.policies.length === 0 ? [`absent: no policy of Rolewarden on ${whom}\n`] : [];
  const note = unwritten === undefined ? '' : `note: no record of the undo was written: ${safe(unwritten)}\n`;
  const records = result.policies.map((one) => ({
    ...common,
    actionId: one.actionId ?? actionId ?? null,
    policyName: one.name,
    outcome: one.outcome,
    tombstone: typeof buried !== 'string' && buried.has(one.actionId ?? actionId ?? ''),
  }));
  return {
    fine: result.policies.every(({ outcome }) => outcome !== 'foreign'),
    records: records.length === 0 ? [{ ...common, actionId: null, outcome: 'absent' }] : records,
    words: [...lines, ...nothing].join('') + note,
  };
}

/** Who undoes what only waits has decided it: that `pending` is empty afterwards must not be a surprise. */
function neverWritten(actionId: string | undefined, buried: Buried): string {
  const record = typeof buried === 'string' ? undefined : buried.get(actionId ?? '');
  if (record?.state !== 'undone' || record.written !== undefined) return '';
  const { accessKeyId, target } = record.intent;
  const order = `rolewarden revoke ${accessKeyId ?? `--role ${safe(target.arn)}`}`;
  return `  it was never written, and is not written any more, as if it were rejected\n${steps([`If it is to be ended all the same: ${order}`])}`;
}

const FOREIGN = [
  'CloudTrail (PutRolePolicy, PutUserPolicy) says who wrote it; delete it by hand if it must go.',
];

/** Whether a worker may write it again. Nothing to say where the tombstones stand. */
export function tombstoneWords(buried: Buried): string {
  if (typeof buried !== 'string') return '';
  const none = buried.startsWith('no store is configured');
  const warning = none
    ? 'note: no store is configured here, so there is no tombstone. If workers run with a store, they'
    : `WARNING: no tombstone was written (${safe(buried)}). A worker that is under way`;
  return `${warning} may write the policy again\n${steps([
    'When the store is back, undo again: the tombstone is then written. Until then look again in fifteen minutes.',
    'Workers may alert of this undo (containment was tampered with): it is yours, and the audit folder has its record.',
    'To be safe at once: stop the workers, or set revocation.enabled: false; with the store back: rolewarden stop.',
  ])}`;
}

/** What was written back, or was to be. */
export function restoredWords({ action, detail, outcome }: Restored) {
  const { intent } = action;
  const record = {
    schema: 'rolewarden.action/1',
    command: 'restore',
    ...actionJson(intent),
    outcome,
    detail,
  };
  const words =
    outcome === 'applied'
      ? `written back: ${subjectOf(intent)} was covered by what is undone\n  take it back, too: ${undoLine(intent)}\n`
      : `NOT written back: ${subjectOf(intent)} was covered by what is undone, and is let in again\n  ${safe(detail)}\n  what to do: rolewarden revoke ${intent.accessKeyId ?? `--role ${safe(intent.target.arn)}`}\n`;
  return { record, words };
}
