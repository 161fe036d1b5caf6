import type { Alert } from '../core/action/alert.ts';
import { endCommand } from '../core/action/end-command.ts';
import type { ReadWhen } from '../core/action/read-when.ts';
import { ISSUED_KEY } from '../core/event/issued-to.ts';
import { targetOf } from '../core/event/target.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { ActionOutcome, NewsOutcome } from '../core/finding/outcomes.ts';
import { utc } from '../core/time/days.ts';
import { actionSentence } from './action-sentence.ts';
import { PASTABLE } from './alert-words.ts';

const UNDO = 'Undo';
/** The title above the actions of a finding of which none was carried out or tried. */
export const NOTHING = 'Nothing was done';
const TITLES: readonly (readonly [outcomes: readonly NewsOutcome[], title: string])[] = [
  [['applied', 'rewritten'], 'Done'],
  [['failed'], 'Tried'],
  [['tampered'], 'Tampered with'],
  [['pending', 'retrying'], 'Nothing has been done yet'],
];

/** One action in words. `command`, if there is one, undoes, approves or restores it, or ends the session by hand. */
export interface ActionWords {
  readonly said: string;
  readonly command: string | null;
  /** What the command does: `Undo`, `Approve` and the like. */
  readonly label: string;
  /** The command that rejects an action that awaits approval. */
  readonly otherwise: string | null;
}

/** What a person has to do: the commands of the actions, the steps of the procedure, the responses of the rules. */
export function stepsOf(
  alert: Pick<Alert, 'finding' | 'procedure' | 'respond'>,
  readWhen: ReadWhen = 'live',
): readonly string[] {
  const orders = actionWords(alert.finding, readWhen).flatMap(({ command, label, otherwise }) => [
    ...(command === null || label === UNDO ? [] : [`${label}: ${command}`]),
    ...(otherwise === null ? [] : [`Reject: ${otherwise}`]),
  ]);
  const first = asksFirst(alert.finding) ? nowSteps(alert).slice(0, 1) : [];
  return [...first, ...orders, ...nowSteps(alert).slice(first.length), ...thenSteps(alert)];
}

/** Below critical a question comes before what ends something: a wrong guess is an outage. */
function asksFirst({ ask, level }: Finding): boolean {
  return ask !== undefined && level !== 'critical';
}

/** What to do now: below critical the question, then the steps of the procedure. */
export function nowSteps(alert: Pick<Alert, 'finding' | 'procedure'>): readonly string[] {
  const { ask = '' } = alert.finding;
  const procedure = procedureOf(alert);
  if (!asksFirst(alert.finding)) return procedure;
  const question = procedure.length === 0 ? ask : `${ask} If so, end nothing; if nobody answers, go on.`;
  return [question, ...procedure];
}

/** What to do then: of a critical finding the question, then the responses of the rules. */
export function thenSteps({ finding, respond }: Pick<Alert, 'finding' | 'respond'>): readonly string[] {
  const { ask } = finding;
  const question = ask === undefined || asksFirst(finding) ? [] : [`${ask} If so, undo what was ended.`];
  return [...question, ...(respond ?? [])];
}

/** The steps of the procedure, without those whose command is already given with an action. */
function procedureOf({ finding, procedure }: Pick<Alert, 'finding' | 'procedure'>): readonly string[] {
  const given = actionWords(finding).flatMap(({ command, otherwise }) => [command, otherwise]);
  return procedure.filter(
    (step) => !given.some((command) => command !== null && step.endsWith(`: ${command}`)),
  );
}

/** The actions of a finding: what was done, awaits approval, or would have been done. */
export function actionWords(finding: Finding, readWhen: ReadWhen = 'live'): readonly ActionWords[] {
  return finding.actions.map((action) => {
    const { actionId, outcome } = action;
    const id = actionId !== null && PASTABLE.test(actionId) ? actionId : null;
    return {
      said: actionSentence(action),
      command: id === null ? null : commandOf(action, id, finding),
      label: labelOf(outcome, finding, readWhen),
      otherwise: id === null || outcome !== 'pending' ? null : `rolewarden reject ${id}`,
    };
  });
}

/** The title above the actions: it says `Done` only if something was done. */
export function doneTitle({ actions }: Finding): string {
  const title = TITLES.find(([outcomes]) =>
    actions.some((action) => outcomes.some((outcome) => action.outcome === outcome)),
  );
  return title?.[1] ?? NOTHING;
}

function labelOf(outcome: string, { session }: Finding, readWhen: ReadWhen): string {
  const ends = session?.expiresAt;
  if (ONLY_WOULD.has(outcome) && readWhen === 'recorded')
    return ends ? `To end it (active until ${utc(Date.parse(ends))})` : 'To end it, if it is active';
  if (ONLY_WOULD.has(outcome)) return 'To end it now';
  if (outcome === 'tampered') return 'Restore the deny';
  return outcome === 'pending' ? 'Approve' : UNDO;
}

/** Outcomes in shadow mode, in which nothing is done: a person may still give the order. */
const ONLY_WOULD: ReadonlySet<string> = new Set<ActionOutcome>(['would-apply', 'would-wait']);

function commandOf(
  { action, outcome }: Finding['actions'][number],
  actionId: string,
  finding: Finding,
): string | null {
  if (outcome === 'applied' || outcome === 'rewritten') return `rolewarden undo ${actionId}`;
  if (ONLY_WOULD.has(outcome)) return commandToEnd(action, finding);
  return outcome === 'pending' || outcome === 'tampered' ? `rolewarden approve ${actionId}` : null;
}

/** The command that ends the session, or all sessions. Null if the ARN or the key is not as AWS writes it. */
function commandToEnd(action: string, { actor, role, session }: Finding): string | null {
  const target = targetOf(role?.arn ?? actor.arn ?? undefined);
  const all = action === 'revoke-role' || target?.kind === 'user';
  const key = session?.accessKeyId ?? '';
  if (target === undefined || !(all || ISSUED_KEY.test(key))) return null;
  return endCommand(target, all ? undefined : key);
}
