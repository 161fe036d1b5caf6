import type { NotDone } from '../../actions/ending/list-ours.ts';
import type { StillDenying } from '../../actions/ending/undo.ts';
import type { UndoneTarget } from '../../actions/ending/undoing.ts';
import { undoByHand } from '../../actions/iam/by-hand.ts';
import { actionIdOf, policyName } from '../../core/action/deny-policy.ts';
import { endCommand } from '../../core/action/end-command.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import type { Target } from '../../core/event/target.ts';
import { isShared } from './switch.ts';
import type { Job } from './undoing.ts';
import { safe, steps } from './words.ts';

/** The records that were marked as undone, by action id, or why the store did not mark them. */
export type Buried = ReadonlyMap<string, ActionRecord> | string;

/** What is said of an undo, and whether none of the policies is left. */
interface Said {
  readonly fine: boolean;
  readonly records: readonly object[];
  readonly words: string;
}

/**
 * What became of a target's policies, in words and as JSON records. `going`: names of all the policies that are being
 * removed with these.
 */
export function undoneWords(
  done: UndoneTarget,
  job: Pick<Job, 'actionId' | 'known'>,
  buried: Buried,
  going: readonly string[] = [],
): Said {
  const { result, target, unwritten } = done;
  if (result.kind === 'failed') return failedWords(target, job, buried, result);
  const { actionId } = job;
  const whom = whomOf(target);
  const lines = result.policies.map((one) => {
    const { name } = one;
    if (one.outcome === 'removed')
      return `undone: ${name} removed from ${whom}: ${nowWords(one.still, going)}`;
    if (one.outcome === 'absent')
      return `absent: ${name} is not on ${whom}: nothing to remove\n${neverWritten(actionId, buried)}`;
    return `FOREIGN: ${name} on ${whom} has a document that Rolewarden does not write: not touched\n${steps(FOREIGN)}`;
  });
  const nothing = result.policies.length === 0 ? [`absent: no policy of Rolewarden on ${whom}`] : [];
  const missing = result.gone ? `: there is no such ${target.kind}\n${steps(GONE)}` : '\n';
  const note = unwritten === undefined ? '' : `note: no record of the undo was written: ${safe(unwritten)}\n`;
  const records = result.policies.map((one) => ({
    ...commonOf(target),
    actionId: one.actionId ?? actionId ?? null,
    policyName: one.name,
    outcome: one.outcome,
    stillDeniedBy: one.outcome === 'removed' ? staying(one.still.all, going) : [],
    tombstone: typeof buried !== 'string' && buried.has(one.actionId ?? actionId ?? ''),
  }));
  return {
    fine: result.policies.every(({ outcome }) => outcome !== 'foreign'),
    records: records.length === 0 ? [{ ...commonOf(target), actionId: null, outcome: 'absent' }] : records,
    words: [...lines, ...nothing.map((line) => line + missing)].join('') + note,
  };
}

const GONE: readonly string[] = [
  'Check its name and the account. If it was deleted, its denies are gone with it.',
];

function failedWords(
  target: Target,
  { actionId, known = [] }: Pick<Job, 'actionId' | 'known'>,
  buried: Buried,
  { failure, whatToDo: checks }: NotDone,
): Said {
  const { code, message } = failure;
  const whatToDo = [...checks, ...undoByHand(target, actionId)];
  const what = actionId === undefined ? 'all policies' : policyName(actionId);
  const tombstone = typeof buried !== 'string' && [actionId ?? '', ...known].some((id) => buried.has(id));
  const words = `NOT undone: ${what} of ${whomOf(target)}\n  ${safe(`${code}: ${message}`)}\n${steps(whatToDo)}`;
  const record = {
    ...commonOf(target),
    actionId: actionId ?? null,
    outcome: 'failed',
    detail: message,
    tombstone,
    whatToDo,
  };
  return { fine: false, records: [record], words: `${words}${tombstone ? TOMBSTONE : ''}` };
}

const commonOf = ({ arn }: Target) => ({ schema: 'rolewarden.action/1', command: 'undo', target: arn });
const whomOf = ({ accountId, kind, name }: Target) => safe(`${kind} ${name} in ${accountId}`);

/** Whether the sessions are allowed again: other policies may still deny some or all of them. */
function nowWords(still: StillDenying, going: readonly string[]): string {
  const all = staying(still.all, going);
  const some = staying(still.some, going);
  if (all.length === 0) {
    return `its sessions are allowed again${some.length === 0 ? '' : `, except those denied by ${some.join(', ')}`}\n`;
  }
  const ids = all.flatMap((name) => actionIdOf(name) ?? []);
  return `its sessions are still denied, by ${all.join(', ')}\n${steps([`To allow them: rolewarden undo ${ids.join(' ')}`])}`;
}

function staying(names: readonly string[], going: readonly string[]): readonly string[] {
  return names.filter((name) => !going.includes(name));
}

const TOMBSTONE =
  '  it is recorded as undone: the sweep removes it within the hour, and no worker writes it again\n';

/** Undoing an action that was never written also rejects it: says so, since `pending` does not list it any more. */
function neverWritten(actionId: string | undefined, buried: Buried): string {
  const record = typeof buried === 'string' ? undefined : buried.get(actionId ?? '');
  if (record?.state !== 'undone' || record.written !== undefined) return '';
  const { accessKeyId, target } = record.intent;
  const order = safe(endCommand(target, accessKeyId));
  return `  it was never written and never will be, as if rejected\n${steps([`To end it anyway: ${order}`])}`;
}

const FOREIGN = [
  'CloudTrail (PutRolePolicy, PutUserPolicy) says who wrote it; delete it by hand if it must go.',
];

/** A warning that workers may write the policies again; empty if the tombstones are written. `folder`: for records. */
export function tombstoneWords(buried: Buried, folder: string | undefined): string {
  if (typeof buried !== 'string') return '';
  const none = buried.startsWith('no store is configured');
  const warning = none
    ? 'note: no store is configured here, so there is no tombstone. If workers run with a store, they may write the policy again'
    : `WARNING: no tombstone was written (${safe(buried)}). A worker in progress may write the policy again, and when the store is back the workers and the sweep do, unless they share this audit folder`;
  const record = folder === undefined ? '' : `, and ${folder} has its record`;
  return `${warning}\n${steps([
    'When the store is back, undo again at once: the tombstone is then written, and denies that the undone one had covered are written back. Until then, check again in fifteen minutes.',
    `Workers may alert on this undo (containment was tampered with): it was you${record}.`,
    isShared(folder)
      ? `To be safe at once: rolewarden stop; by ${folder} it works without the store.`
      : 'To be safe at once: stop the workers, or set revocation.enabled: false; with the store back: rolewarden stop.',
  ])}`;
}
