import { styleText } from 'node:util';
import type { Family, Finding, Level, Signal } from '../core/finding/finding.ts';
import { actionSentence, isOurs } from './action-sentence.ts';
import { stepsOf } from './alert-actions.ts';
import { encodeText, splitCommand, wrapText, wrapWithCommand } from './encode.ts';
import {
  byPoints,
  chain,
  contextWords,
  ids,
  inShort,
  roleAsked,
  sum,
  unknownWords,
  what,
  whence,
  who,
} from './words.ts';

/** How the text report looks. */
export interface TextOptions {
  readonly color: boolean;
  /** Columns; lines are wrapped to it, but never below 40. */
  readonly width: number;
  /** The most points that each family adds, to show how the sum is made. */
  readonly caps: Readonly<Record<Family, number>>;
}

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Level, Style>> = {
  info: 'dim',
  low: 'cyan',
  medium: 'yellow',
  high: ['bold', 'red'],
  critical: ['bold', 'red', 'inverse'],
};
const LABEL = 8;
const INDENT = ' '.repeat(LABEL + 2);
/** The most code points of one entry; NDJSON has the whole of a longer one. */
const ENTRY = 1_000;
const SUMMARY = 400;

/** What a person has to do: the first two steps, and all with a command to paste. `explain` tells the others. */
function now(finding: Finding): readonly string[] {
  const steps = stepsOf({ finding, procedure: finding.steps ?? [] }, 'recorded');
  return steps.filter((step, at) => at < 2 || splitCommand(step) !== undefined);
}

/** Findings as text for people, easy to understand: who, what, from where, and how the score adds up. */
export function createTextReport({ color, width, caps }: TextOptions): { finding(finding: Finding): string } {
  // The caller has decided whether to colour: without `validateStream`, newer Node versions decide again, by stdout.
  const paint = (style: Style, text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const columns = Math.max(40, Math.min(width, 140));
  const entry = (start: string, text: string, wrap = wrapText) => {
    const [first = '', ...more] = wrap(encodeText(text, ENTRY), columns - INDENT.length);
    return `  ${start}${first}\n${more.map((part) => `${INDENT}${part}\n`).join('')}`;
  };
  const line = (label: string, text: string, wrap = wrapText) =>
    text === '' ? '' : entry(paint('dim', label.padEnd(LABEL)), text, wrap);
  const signal = ({ ruleId, family, points, summary }: Signal) => {
    const amount = paint('bold', `+${points}`.padStart(LABEL - 2));
    return entry(`${amount}  `, `${encodeText(summary, SUMMARY)}  [${family}/${ruleId}]`);
  };
  const heading = ({ level, score }: Finding, text: string) => {
    const badge = ` ${level.toUpperCase()} ${score} `;
    const [first = '', ...more] = wrapText(encodeText(text), columns - badge.length - 1);
    const rest = more.map((part) => `${' '.repeat(badge.length + 1)}${part}\n`).join('');
    return `${paint(STYLES[level], badge)} ${first}\n${rest}`;
  };
  return {
    finding(finding) {
      const { signals, context, degraded, repeatOf, cause } = finding;
      const time = finding.time.replace('T', ' ').replace('.000Z', 'Z');
      if (repeatOf !== null) {
        return `${heading(finding, `${time}  ${inShort(finding)}, repeat of ${repeatOf}`)}\n`;
      }
      return [
        heading(finding, `${cause === null ? '' : 'ALERT  '}${time}  ${what(finding)}`),
        line('who', who(finding)),
        line('behind', chain(finding)),
        line('role', roleAsked(finding)),
        line('from', whence(finding)),
        ...[...signals].sort(byPoints).map(signal),
        line('sum', sum(finding, caps)),
        ...context.map((note) => line('context', contextWords(note))),
        line('unknown', unknownWords(finding)),
        ...finding.actions.map((action) =>
          line('action', actionSentence(action), isOurs(action) ? wrapWithCommand : wrapText),
        ),
        ...now(finding).map((step) => line('now', step, wrapWithCommand)),
        line('note', degraded ? 'the store was down: rules that need history were not evaluated' : ''),
        line('ids', ids(finding)),
        '\n',
      ].join('');
    },
  };
}
