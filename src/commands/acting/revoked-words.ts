import { denyPolicy, policyName } from '../../core/action/deny-policy.ts';
import { sameOrder } from '../../core/action/end-command.ts';
import { holderAside } from '../../core/action/held-by.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Desk } from './acting.ts';
import type { Carried } from './carrying.ts';
import { deniesOf, goesOn, recordOf, safe, steps, subjectOf, undoLine } from './words.ts';

/** Says what came of an order, and how to take it back, or what to do. */
export function say(desk: Desk, intent: Intent, carried: Carried, folder: string): void {
  const { against, done, unrecorded } = carried;
  const { detail, outcome, procedure } = done;
  const record = {
    ...recordOf('revoke', intent),
    outcome,
    detail,
    ...(unrecorded === undefined ? {} : { unrecorded }),
    ...(against === undefined ? {} : { against: { state: against.state, by: against.by } }),
  };
  if (outcome === 'applied') {
    const words = [
      `revoked: ${subjectOf(intent)}`,
      `  denied: ${deniesOf(intent)}`,
      `  policy ${policyName(intent.actionId)} on ${safe(intent.target.arn)}: ${safe(denyPolicy(intent))}`,
      ...(intent.heldBy === undefined ? [] : [`  ${safe(holderAside(intent.heldBy))}`]),
      ...goesOn(intent).map((line) => `  ${safe(line)}`),
      `  to undo: ${undoLine(intent)}`,
      ...(NOTED.test(detail) ? [`  note: ${safe(detail)}`] : []),
    ];
    const unkept = unrecordedWords(intent, carried, folder);
    desk.tell(record, `${words.join('\n')}\n${steps(procedure)}${unkept}`);
    return;
  }
  const again = ENDED.test(detail) ? [another(intent)] : [];
  const decide = outcome === 'pending' ? [`To end it anyway: rolewarden approve ${intent.actionId}`] : [];
  // first the steps that clear the way: before them an approval does not help
  const first = procedure.slice(0, decide.length === 0 ? procedure.length : -1);
  const whatToDo = [...first, ...decide, ...procedure.slice(first.length), ...again];
  const words = `NOT revoked: ${subjectOf(intent)}\n  ${safe(detail)}\n${steps(whatToDo)}`;
  desk.tell({ ...record, whatToDo }, words);
}

/** Matches details that a person must see although the revocation is in force. */
const NOTED = /audit record|could not be (?:told|written back)|had covered/;

/** Matches a refusal whose reason is that the action is final: undone, rejected, lapsed or removed. */
export const ENDED = / has (?:undone|rejected|lapsed|removed) (?:it|this action)/;

/** What a person can do to end the sessions all the same, if the action is final. */
export function another({ accessKeyId, target }: Intent): string {
  return accessKeyId === undefined
    ? `To end it anyway: rolewarden revoke --${target.kind} ${target.arn} (with --before: another second)`
    : `To end it anyway: rolewarden revoke ${accessKeyId}, or all sessions: rolewarden revoke --${target.kind} ${target.arn}`;
}

/** Says that the ledger does not know of a deny that is in force, what that means, and what records it; else nothing. */
function unrecordedWords(
  intent: Intent,
  { against, unrecorded }: Pick<Carried, 'against' | 'unrecorded'>,
  folder: string,
): string {
  if (unrecorded === undefined) return '';
  const note = `note: not recorded in the ledger (${safe(unrecorded)}): caps, kill switch and drift checks do not know of it; the record is in ${folder}\n`;
  const warning =
    against === undefined
      ? ''
      : `WARNING: the ledger says that ${safe(against.by)} has ${against.state} it: the sweep will remove this deny\n`;
  return `${note}${warning}${steps([`When the store ${against === undefined ? 'is there' : 'takes records'}, record it: ${sameAgain(intent)}`])}`;
}

/** The command that gives the same order once more, and finds the policy in place. It must end no other session. */
function sameAgain(intent: Intent): string {
  return intent.scope === 'session'
    ? `rolewarden revoke ${intent.accessKeyId}`
    : sameOrder(intent.target, intent.until);
}
