import type { Alert } from '../core/alert.ts';
import type { Finding, Signal } from '../core/finding.ts';
import { encodeText } from './encode.ts';
import { chain, inShort, roleAsked, actionWords as said, whence, who } from './words.ts';

/** What a person may paste into a shell; an id of any other shape is never part of a command. */
const PASTABLE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const REASONS = 4;
const SENTENCE = 400;
/** SNS: less than 100. */
const SUBJECT = 99;
const SPELT: Readonly<Record<string, string>> = { '→': '->', '…': '...', '’': "'" };

/** One action in words, with the command that takes it back, lets it go on or does it all the same, where there is one. */
export interface ActionWords {
  readonly said: string;
  readonly command: string | null;
  /** The command that says no to what waits. */
  readonly otherwise: string | null;
}

/**
 * The subject of an alert: `CRITICAL 90: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)`. Printable
 * ASCII, less than 100 characters; what ASCII has no character for is `?`.
 */
export function alertSubject(alert: Alert): string {
  const ascii = headline(alert).replace(/[^\x20-\x7e]/gu, (char) => SPELT[char] ?? '?');
  return ascii.length <= SUBJECT ? ascii : `${ascii.slice(0, SUBJECT - 3)}...`;
}

/** The same in Unicode, as long as it is, on one line. */
export function headline({ finding, more }: Alert): string {
  const { level, score, role, event } = finding;
  const where = role === null ? '' : ` in ${encodeText(role.accountId, 40)}`;
  const again = more > 0 ? ` and ${more} more` : '';
  const head = `${level.toUpperCase()} ${score}`;
  return `${head}${again}: ${path(finding)}${where} (${encodeText(event.eventName, 40)})`;
}

/** One sentence: what happened. */
export function alertSummary({ summary }: Finding): string {
  return `${encodeText(summary, SENTENCE)}.`;
}

/** Label and text, in the order in which people ask: when, who, who behind it, which role, from where. */
export function alertFacts(finding: Finding): readonly (readonly [label: string, text: string])[] {
  const facts: readonly (readonly [string, string])[] = [
    ['When', `${finding.time.slice(0, 10)} ${finding.time.slice(11, 19)} UTC`],
    ['Who', who(finding)],
    ['Behind', chain(finding)],
    ['Role', roleAsked(finding)],
    ['From', whence(finding)],
  ];
  return facts.filter(([, text]) => text !== '');
}

/** The strongest reasons, most points first; the last line counts the rest. */
export function alertReasons({ signals }: Finding): readonly string[] {
  const sorted = [...signals].sort(byPoints);
  const shown = sorted.slice(0, REASONS).map(({ points, summary }) => {
    return `${`+${points}`.padStart(4)}  ${encodeText(summary, SENTENCE)}`;
  });
  const rest = sorted.length - shown.length;
  return rest === 0 ? shown : [...shown, `      and ${rest} more ${rest === 1 ? 'reason' : 'reasons'}`];
}

/** What was done, waits, or would have been done. */
export function actionWords({ actions, session }: Finding): readonly ActionWords[] {
  return actions.map((action) => {
    const { actionId, outcome } = action;
    const id = actionId !== null && PASTABLE.test(actionId) ? actionId : null;
    return {
      said: said(action),
      command: id === null ? null : commandOf(outcome, id, session?.accessKeyId),
      otherwise: id === null || outcome !== 'pending' ? null : `rolewarden reject ${id}`,
    };
  });
}

/** `and 41 more of the same cause since`; empty if there are none. */
export function moreWords({ more }: Alert): string {
  return more > 0 ? `And ${more} more of the same cause since.` : '';
}

/** The command that tells the whole story; null where the id is not one that may be pasted. */
export function explainCommand({ id }: Finding): string | null {
  return PASTABLE.test(id) ? `rolewarden explain ${id}` : null;
}

/** From who is behind it to the role asked for, without the roles between if there are many. */
function path(finding: Finding): string {
  const [first] = finding.lineage;
  if (first === undefined) return inShort(finding);
  const whole = chain(finding);
  const end = finding.role?.name ?? finding.event.eventName;
  return whole.length <= 60 ? whole : `${encodeText(first.actor.name, 28)} → … → ${encodeText(end, 28)}`;
}

/** What a line with a command begins with. */
export function labelOf(command: string): string {
  if (command.startsWith('rolewarden undo')) return 'Undo';
  return command.startsWith('rolewarden revoke') ? 'To end it now' : 'Approve';
}

/** What a person may order where nothing was done: a shadow only says what it would do. */
const ONLY_WOULD: ReadonlySet<string> = new Set(['would-apply', 'would-wait']);

function commandOf(outcome: string, actionId: string, accessKeyId: string | null | undefined): string | null {
  if (outcome === 'applied' || outcome === 'rewritten') return `rolewarden undo ${actionId}`;
  if (ONLY_WOULD.has(outcome)) {
    const known = accessKeyId?.startsWith('ASIA') === true && PASTABLE.test(accessKeyId);
    return known ? `rolewarden revoke ${accessKeyId}` : null;
  }
  return outcome === 'pending' ? `rolewarden approve ${actionId}` : null;
}

function byPoints(a: Signal, b: Signal): number {
  return b.points - a.points || (a.ruleId < b.ruleId ? -1 : 1);
}
