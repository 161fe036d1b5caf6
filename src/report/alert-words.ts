import type { Alert } from '../core/action/alert.ts';
import { isOrder } from '../core/action/ordered.ts';
import type { Finding } from '../core/finding/finding.ts';
import { encodeText } from './encode.ts';
import { byPoints, chain, ids, roleAsked, whence, who } from './words.ts';

/** An id that a person may paste into a shell: one of another form is never written into a command. */
export const PASTABLE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
/** The most code points of a step: more than the longest command that one may hold, as half a command is none. */
export const MOST_OF_STEP = 1_000;
const REASONS = 4;
const SENTENCE = 400;
/** What happened, in one sentence. */
export function alertSummary({ summary }: Finding): string {
  return `${encodeText(summary, SENTENCE)}.`;
}

/** When, who, who is behind it, which role and session, from where: each as a label and a text, without empty ones. */
export function alertFacts(finding: Finding): readonly (readonly [label: string, text: string])[] {
  const facts: readonly (readonly [string, string])[] = [
    ['When', utc(finding.time)],
    ['Who', isOrder(finding) ? `${encodeText(finding.actor.name, 120)}, who ordered it` : who(finding)],
    ['Behind', chain(finding)],
    ['Role', roleAsked(finding)],
    ['Session', issuedWords(finding)],
    ['From', isOrder(finding) ? '' : whence(finding)],
  ];
  return facts.filter(([, text]) => text !== '');
}

/** The session that was issued, and when it ends by itself. */
export function issuedWords({ role, session }: Finding): string {
  if (session === null || session.accessKeyId === null) return '';
  const name = role === null && session.name !== null ? [`named ${session.name}`] : [];
  const until = session.expiresAt === null ? [] : [`until ${utc(session.expiresAt)}`];
  return [session.accessKeyId, ...name, ...until].map((part) => encodeText(part, 128)).join(', ');
}

function utc(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** The reasons with the most points, the highest first; a last line says how many more there are. */
export function alertReasons({ signals }: Finding): readonly string[] {
  const sorted = [...signals].sort(byPoints);
  const shown = sorted.slice(0, REASONS).map(({ points, summary }) => {
    return `${`+${points}`.padStart(4)}  ${encodeText(summary, SENTENCE)}`;
  });
  const rest = sorted.length - shown.length;
  return rest === 0 ? shown : [...shown, `      and ${rest} more ${rest === 1 ? 'reason' : 'reasons'}`];
}

/** `And 41 more of the same cause since.`; empty if there are none. */
export function moreWords({ more }: Alert): string {
  return more > 0 ? `And ${more} more of the same cause since.` : '';
}

/** The command that tells the whole story; null if there is no story, or the id is not one that may be pasted. */
export function explainLine({ id }: Finding): string | null {
  return PASTABLE.test(id) && !isOrder({ id }) ? `rolewarden explain ${id}` : null;
}

/** What to search CloudTrail for; empty for what a person has ordered, which has no event. */
export function traceWords(finding: Finding): string {
  return isOrder(finding) ? '' : `CloudTrail: ${ids(finding)}`;
}
