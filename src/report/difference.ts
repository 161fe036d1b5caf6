import type { Difference } from '../core/finding/difference.ts';
import { byText } from '../core/text/ascii.ts';
import { encodeText, wrapText } from './encode.ts';

const SUMMARY = 240;
const COLUMNS = 100;

/** One difference in words: its kind, the finding's score on both sides, and the rules that differ. */
export function differenceText({ kind, here, id, other, summary, time }: Difference): string {
  const scores = `${other?.score ?? 'none'} → ${here?.score ?? 'none'}`;
  const head = `${kind.toUpperCase().padEnd(8)} ${scores.padEnd(10)} ${time.replace('T', ' ').replace('.000Z', 'Z')}  ${id}`;
  const text = [summary, rulesText(here, other)].map((line) => encodeText(line, SUMMARY));
  const lines = text.flatMap((line) => wrapText(line, COLUMNS - 9)).map((line) => `         ${line}\n`);
  return `${encodeText(head)}\n${lines.join('')}\n`;
}

function rulesText(here: Difference['here'], other: Difference['other']): string {
  const mine = here?.rules ?? {};
  const theirs = other?.rules ?? {};
  const ids = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  // without a finding on one side nothing can be compared: a 0 would claim that the rules were silent there
  if (here === null || other === null) return ids.map((id) => `${id} ${mine[id] ?? theirs[id]}`).join(', ');
  const changed = ids.filter((id) => mine[id] !== theirs[id]);
  if (changed.length === 0) return 'the same signals: thresholds or caps differ';
  return changed.map((id) => `${id} ${theirs[id] ?? 0} → ${mine[id] ?? 0}`).join(', ');
}

/** The whole comparison in a few lines: how many differences of each kind, and which rules fired more or less often. */
export function comparisonSummary(differences: readonly Difference[], other: string): string {
  const count = (kind: Difference['kind']) => differences.filter((one) => one.kind === kind).length;
  const kinds = (['gained', 'lost', 'raised', 'lowered'] as const).map((kind) => `${count(kind)} ${kind}`);
  const rules = new Map<string, number>();
  const tell = (ids: Readonly<Record<string, number>> | undefined, by: number) => {
    for (const id of Object.keys(ids ?? {})) rules.set(id, (rules.get(id) ?? 0) + by);
  };
  for (const { here, other: there } of differences) {
    tell(here?.rules, 1);
    tell(there?.rules, -1);
  }
  const moved = [...rules]
    .filter(([, by]) => by !== 0)
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || byText(a, b));
  const words = moved.map(([id, by]) => `${id} ${by > 0 ? '+' : ''}${by}`).join(', ');
  return `this run, compared with ${encodeText(other)}: ${kinds.join(', ')}\n${words === '' ? '' : `rules that fired in more or fewer of these findings: ${words}\n`}`;
}

/**
 * A line about gained findings that may be none: they score less than all in the file that was compared with, which may
 * have been written with a higher --min-score. Empty if there are none.
 */
export function unsureText(unsure: readonly Difference[], other: string, least: number): string {
  if (unsure.length === 0) return '';
  const some = `${unsure.length} of the gained ${unsure.length === 1 ? 'scores' : 'score'} less than all findings in`;
  return `${some} ${encodeText(other)}: perhaps no difference, if it was written with a --min-score above ${least}\n`;
}
