import type { Alert } from '../core/alert.ts';
import {
  actionWords,
  alertFacts,
  alertReasons,
  alertSummary,
  explainCommand,
  labelOf,
  moreWords,
} from './alert-words.ts';
import { encodeText } from './encode.ts';
import { ids } from './words.ts';

const STEP = 500;
const STEPS = 12;
const LABEL = 8;

/**
 * An alert for people, as plain text: what happened, who is behind it, why it is wrong, what was done and how to take
 * it back, what to do. Addresses of the web are written `https[:]//`, so that no mail program makes links of what a
 * caller wrote. Ends with a line break.
 */
export function alertText(alert: Alert): string {
  const { finding } = alert;
  const explain = explainCommand(finding);
  const parts: readonly (readonly string[])[] = [
    [
      `${finding.level.toUpperCase()}, score ${finding.score} of 100`,
      defused(alertSummary(finding)),
      moreWords(alert),
    ],
    alertFacts(finding).map(([label, text]) => defused(`${label.padEnd(LABEL)}${text}`)),
    titled('Why', alertReasons(finding).map(defused)),
    titled('Done', doneLines(alert).map(defused)),
    titled('Do now', procedureLines(alert)),
    [
      finding.degraded ? 'The store was down: rules that need history were not asked.' : '',
      defused(`CloudTrail: ${ids(finding)}`),
      explain === null ? '' : `The whole story, and what to do next: ${explain}`,
    ],
  ];
  return parts
    .map((lines) => lines.filter((line) => line !== '').map((line) => `${line}\n`))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(''))
    .join('\n');
}

/** What was done or would be, each with the commands that undo or decide it, on lines of their own. */
export function doneLines({ finding }: Alert): readonly string[] {
  return actionWords(finding).flatMap(({ said, command, otherwise }) => [
    `  ${said}`,
    ...(command === null ? [] : [`  ${labelOf(command)}: ${command}`]),
    ...(otherwise === null ? [] : [`  Reject: ${otherwise}`]),
  ]);
}

/** The procedure's steps, numbered. */
export function procedureLines({ procedure }: Alert): readonly string[] {
  return procedure.slice(0, STEPS).map((step, at) => `  ${at + 1}. ${encodeText(step, STEP)}`);
}

function defused(line: string): string {
  return line.replaceAll('://', '[:]//');
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}
