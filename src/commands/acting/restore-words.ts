import type { Restored } from '../../actions/ending/covered.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { endCommand } from '../../core/action/end-command.ts';
import type { Target } from '../../core/event/target.ts';
import { recordOf, safe, steps, subjectOf, undoLine } from './words.ts';

/** What was written back after an undo, or should have been: as a JSON record and in words. `again`: the same undo. */
export function restoredWords({ action, detail, outcome }: Restored, again: string) {
  const { intent } = action;
  const record = { ...recordOf('restore', intent), outcome, detail };
  if (outcome === 'unlisted') {
    const words = `NOT known whether still denied: ${subjectOf(intent)} was covered by a policy that was undone\n  ${safe(detail)}\n${steps([whenAnswered(again)])}`;
    return { record, words };
  }
  const words =
    outcome === 'applied'
      ? `written back: ${subjectOf(intent)} was covered by the policy that was undone\n  to undo it too: ${undoLine(intent)}\n`
      : `NOT written back: ${subjectOf(intent)} was covered by the policy that was undone, and is allowed again\n  ${safe(detail)}\n  what to do: ${safe(endCommand(intent.target, intent.accessKeyId))}\n`;
  return { record, words };
}

const whenAnswered = (again: string) =>
  `When IAM answers, the same again, which writes back what nothing denies: ${again}`;

/** Said where neither the store nor an audit record tells what a policy had covered. */
export function unseenWords(actionId: string): string {
  return `note: whether ${policyName(actionId)} had covered other denies, which are then not in force, is not known: there is no audit record of it here, and the store was not asked\n`;
}

/** The same where the audit folder, or IAM, could not be read: `which` denies it is about, and `why`. */
export function unreadWords(
  { arn }: Target,
  actionId: string,
  { again, which, why }: { readonly which: string; readonly why: string; readonly again: string },
) {
  const whatToDo = [
    `Once that can be read, the same again tells: ${again}`,
    'Or when the store is back: it writes back, too, what nothing denies.',
  ];
  const common = { schema: 'rolewarden.action/1', command: 'restore', target: arn };
  return {
    record: { ...common, actionId, outcome: 'unknown', detail: `${which}: ${why}`, whatToDo },
    words: `NOT known whether ${which}\n  ${safe(why)}\n${steps(whatToDo)}`,
  };
}

/** The same where the store failed, so that it may not even be known what the undone policies had covered. */
export function notRestoredWords(
  { accountId, arn, kind, name }: Target,
  actionId: string | undefined,
  why: string,
) {
  const whatToDo = [
    `They may be allowed again. When the store takes records, undo again: rolewarden undo ${actionId ?? `--${kind} ${arn}`}`,
    `Or end all sessions up to now: ${endCommand({ arn, kind }, undefined)}`,
  ];
  const common = { schema: 'rolewarden.action/1', command: 'restore', target: arn };
  const words = `NOT written back: denies on ${safe(`${kind} ${name} in ${accountId}`)} that the undone policy had covered\n  ${safe(why)}\n${steps(whatToDo)}`;
  return {
    record: { ...common, actionId: actionId ?? null, outcome: 'failed', detail: why, whatToDo },
    words,
  };
}
