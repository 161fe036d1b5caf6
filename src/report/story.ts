import { FAMILIES, type Finding } from '../core/finding/finding.ts';
import { actionSentence, isOurs } from './action-sentence.ts';
import { nowSteps } from './alert-actions.ts';
import { deeds } from './story-actions.ts';
import { next, otherwise, whatIf } from './story-advice.ts';
import type { StoryContext } from './story-context.ts';
import { behind } from './story-lineage.ts';
import { usualWords } from './usual-words.ts';
import { contextWords, ids, STORE_WAS_DOWN, sum, unknownWords, what } from './words.ts';

/** A part of a story. Its lines are not encoded yet, and may begin with a `LINE_MARK`. */
export type Paragraph = readonly [title: string, lines: readonly string[]];

/** What a line may begin with: `1. `, `- `, `+90 `, or spaces for a line that belongs to the one before it. */
export const LINE_MARK = /^(?:\d+\. |- |\+\d+ +| +)/;
/** The title of the paragraph that lists the signals. */
export const WEIGHED = 'What was unusual, and how much it counts';

/** A finding as a story for somebody who has never seen the tool: titles and lines, for any layout. No paragraph is empty. */
export function paragraphs(finding: Finding, context: StoryContext): readonly Paragraph[] {
  const all: readonly Paragraph[] = [
    ['What happened', happened(finding, context)],
    ['Who is behind it', behind(finding)],
    ['What was usual', usualWords(finding)],
    [WEIGHED, points(finding, context)],
    ['What took points away', finding.context.map(contextWords)],
    ['What could not be answered', unknown(finding)],
    ['What would have changed the verdict', whatIf(finding, context)],
    ...urgent(finding, context),
    ['What to do next', next(finding, context)],
    ['Before you wake anyone: what else it could be', otherwise(finding, context)],
  ];
  return all.filter(([, lines]) => lines.length > 0);
}

/** The lines that hold nothing but our words: only in these is a command ours. What is said of an action may quote. */
export function withCommands(finding: Finding, context: Pick<StoryContext, 'become'>): ReadonlySet<string> {
  const told = finding.actions.filter(isOurs).map((action) => `- ${actionSentence(action)}`);
  const rest = urgent(finding, context).flatMap(([, lines]) => lines);
  return new Set([...told, ...rest.filter((line) => !/^(?:- | +Now: )/.test(line))]);
}

/** What was done or would have been, and what a person has to do now: a page shows it first. None is empty. */
export function urgent(finding: Finding, context: Pick<StoryContext, 'become'>): readonly Paragraph[] {
  const all: readonly Paragraph[] = [deeds(finding, context), ['What to do now', now(finding)]];
  return all.filter(([, lines]) => lines.length > 0);
}

function now(finding: Finding): readonly string[] {
  return nowSteps({ finding, procedure: finding.steps ?? [] }).map((step, at) => `${at + 1}. ${step}`);
}

function happened(finding: Finding, { thresholds }: StoryContext): readonly string[] {
  const { cause, level, score, degraded } = finding;
  return [
    `${finding.summary}.`,
    `It was ${finding.time.slice(0, 10)} at ${finding.time.slice(11, 19)} UTC; the call was ${what(finding)}.`,
    `Score ${score} of 100, ${level}: ${verdict(finding, thresholds.high)}${cause === null ? '' : `, cause ${cause}`}.`,
    ...(degraded ? [STORE_WAS_DOWN] : []),
    `To find it in CloudTrail: ${ids(finding)}.`,
  ];
}

function verdict({ repeatOf, score }: Finding, alertsFrom: number): string {
  if (score < alertsFrom) return `no alert (alerts begin at ${alertsFrom})`;
  return repeatOf === null ? 'an alert' : `a repeat of a cause that has alerted already (${repeatOf})`;
}

function points(finding: Finding, { about, caps }: StoryContext): readonly string[] {
  const lines = FAMILIES.toReversed().flatMap((family) =>
    finding.signals
      .filter((signal) => signal.family === family)
      .sort((a, b) => b.points - a.points)
      .map(({ ruleId, points: weight, summary }) => {
        const why = about(ruleId)?.why;
        return `+${weight} ${summary} [${family}/${ruleId}]${why === undefined ? '' : `. ${why}`}`;
      }),
  );
  return [...lines, `The sum: ${sum(finding, caps)}. Each family of evidence adds at most its cap.`];
}

function unknown(finding: Finding): readonly string[] {
  const words = unknownWords(finding);
  return words === '' ? [] : [`${words}. These rules added nothing, and took nothing away.`];
}
