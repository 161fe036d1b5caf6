import type { Alert } from '../core/action/alert.ts';
import { isTest } from '../core/action/ordered.ts';
import { actionWords, doneTitle, nowSteps, thenSteps } from './alert-actions.ts';
import { stateOf } from './alert-headline.ts';
import {
  alertFacts,
  alertReasons,
  alertSummary,
  explainLine,
  MOST_OF_STEP,
  moreWords,
  traceWords,
} from './alert-words.ts';
import { encodeText } from './encode.ts';
import { STORE_WAS_DOWN } from './words.ts';

const STEPS = 12;
const LABEL = 8;

/**
 * An alert for people, as plain text: what happened, who is behind it, why it is wrong, what was done and how to undo
 * that, what to do. `://` is written `[:]//`, so that no mail program makes a link of what a caller wrote. Ends with a
 * line break.
 */
export function alertText(alert: Alert): string {
  const { finding } = alert;
  const explain = explainLine(finding);
  const state = stateOf(finding);
  const parts: readonly (readonly string[])[] = [
    [
      isTest(finding)
        ? 'TEST'
        : `${finding.level.toUpperCase()}, score ${finding.score} of 100${state === '' ? '' : `: ${state}`}`,
      defused(alertSummary(finding)),
      moreWords(alert),
    ],
    alertFacts(finding).map(([label, text]) => defused(`${label.padEnd(LABEL)}${text}`)),
    titled('Why', alertReasons(finding).map(defused)),
    titled(doneTitle(finding), doneLines(alert).map(defused)),
    titled('Do now', nowLines(alert)),
    titled(thenTitle(alert), thenLines(alert)),
    [
      finding.degraded ? STORE_WAS_DOWN : '',
      defused(traceWords(finding)),
      explain === null ? '' : `Full story and next steps: ${explain}`,
    ],
  ];
  return parts
    .map((lines) => lines.filter((line) => line !== '').map((line) => `${line}\n`))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(''))
    .join('\n');
}

/** The actions, each followed by the commands that undo or decide it, one a line. */
export function doneLines({ finding }: Alert): readonly string[] {
  return actionWords(finding).flatMap(({ said, command, label, otherwise }) => [
    `  ${said}`,
    ...(command === null ? [] : [`  ${label}: ${command}`]),
    ...(otherwise === null ? [] : [`  Reject: ${otherwise}`]),
  ]);
}

/** What to do now, numbered. */
export function nowLines(alert: Alert): readonly string[] {
  return nowSteps(alert)
    .slice(0, STEPS)
    .map((step, at) => `  ${at + 1}. ${encodeText(step, MOST_OF_STEP)}`);
}

/** The title above what to do then. */
export function thenTitle(alert: Alert): string {
  return nowSteps(alert).length === 0 ? 'Do now' : 'Then';
}

/** What to do then, numbered on. */
export function thenLines(alert: Alert): readonly string[] {
  const before = nowLines(alert).length;
  return thenSteps(alert).map((step, at) => `  ${before + at + 1}. ${encodeText(step, MOST_OF_STEP)}`);
}

function defused(line: string): string {
  return line.replaceAll('://', '[:]//');
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}
