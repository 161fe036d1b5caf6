import type { OpenBreaker } from '../../core/action/admission.ts';
import { overAt } from '../../core/action/deny-life.ts';
import { endOf } from '../../core/action/due.ts';
import { type ActionRecord, type ActionState, writtenAt } from '../../core/action/ledger.ts';
import { coverOf } from '../../core/action/policy-room.ts';
import { shellWord } from '../../core/text/shell.ts';
import { iso, MINUTE } from '../../core/time/days.ts';
import { actionJson, deniesOf, safe, span, subjectOf, undoLine } from './words.ts';

/** What awaits a decision, as a JSON record. */
export function waitingJson(record: ActionRecord, now: number) {
  const { by, detail, finding, intent, since, state } = record;
  return {
    schema: 'rolewarden.pending/1',
    state,
    ...actionJson(intent),
    accessKeyId: intent.accessKeyId ?? null,
    ageSeconds: Math.round((now - since) / 1_000),
    endsAt: iso(endOf(record)),
    findingId: finding?.id ?? null,
    score: finding?.score ?? null,
    actor: finding?.actor.name ?? null,
    summary: finding?.summary ?? null,
    by,
    detail,
  };
}

const WHY: ReadonlyMap<ActionState, string> = new Map([
  ['failed', 'failed'],
  ['ready', 'tried'],
]);

/** The same in words, with the two commands that decide it. */
export function waitingWords(record: ActionRecord, now: number): string {
  const { changed, detail, finding, intent, since, state } = record;
  // why it waits may be over by now
  const ago = now - changed < MINUTE ? '' : ` ${span(now - changed)} ago`;
  const why = state === 'pending' && ago === '' ? 'waits' : `${WHY.get(state) ?? 'held back'}${ago}`;
  const left = endOf(record) - now;
  const lines = [
    `${state} ${intent.actionId}  ${span(now - since)} old  score ${finding?.score ?? '-'}`,
    `  ${safe(whoOf(finding))}`,
    `  ${subjectOf(intent)}`,
    `  would deny: ${deniesOf(intent)}`,
    ...keyLine(intent),
    ...moreReasons(finding).map((reason) => `  because: ${safe(reason)}`),
    ...(detail === '' ? [] : [`  ${why}: ${safe(detail)}`]),
    left > 0
      ? `  ${intent.scope === 'role' ? 'these sessions end within' : 'the session ends in'} ${span(left)}`
      : '  the session has ended: nothing is left to deny',
    `  rolewarden approve ${intent.actionId}`,
    `  rolewarden reject ${intent.actionId}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

/** By its key people look a session up: alerts and CloudTrail have that. */
function keyLine({ accessKeyId }: ActionRecord['intent']): readonly string[] {
  return accessKeyId === undefined ? [] : [`  key ${safe(accessKeyId)}`];
}

/** A revocation that stands, as a JSON record. */
export function standingJson(record: ActionRecord) {
  const { by, finding, intent, state } = record;
  return {
    schema: 'rolewarden.in-force/1',
    state,
    ...actionJson(intent),
    accessKeyId: intent.accessKeyId ?? null,
    writtenAt: iso(writtenAt(record)),
    endsAt: iso(overAt(intent)),
    findingId: finding?.id ?? null,
    by,
  };
}

/** The same in words, with the command that undoes it. */
export function standingWords(record: ActionRecord, now: number): string {
  const { by, detail, intent } = record;
  const cover = coverOf(detail);
  return [
    `in force ${intent.actionId}  for ${span(now - writtenAt(record))}, by ${safe(by)}`,
    `  ${subjectOf(intent)}`,
    `  denies: ${deniesOf(intent)}`,
    ...keyLine(intent),
    ...(cover === undefined ? [] : [`  by the policy of ${cover}, which covers it`]),
    `  needed for ${span(overAt(intent) - now)} more`,
    `  to undo: ${undoLine(intent)}\n\n`,
  ].join('\n');
}

/** The summary, with the actor's name in front unless it begins with that already. */
function whoOf(finding: ActionRecord['finding']): string {
  if (finding === null) return 'a person ordered it';
  const name = finding.actor.name ?? finding.actor.key;
  return finding.summary.startsWith(name) ? finding.summary : `${name}: ${finding.summary}`;
}

/** What else the rules saw: the summary ends with the first of it. */
function moreReasons(finding: ActionRecord['finding']): readonly string[] {
  const reasons = finding?.signals.map(({ summary }) => summary) ?? [];
  return reasons.filter((reason) => !finding?.summary.endsWith(reason)).slice(0, 4);
}

/** An open breaker, why, and how it is closed. */
export function breakerWords({ reason, scope, since }: OpenBreaker, now: number): string {
  return `breaker open: ${safe(scope)}, for ${span(now - since)}: ${safe(reason)}\n  nothing in it is revoked without approval; once the reason is understood: rolewarden approve --breaker ${safe(shellWord(scope))}\n\n`;
}
