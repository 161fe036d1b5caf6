import type { Difference } from '../core/difference.ts';
import { encodeText, wrapText } from './encode.ts';

const SUMMARY = 240;
const COLUMNS = 100;

/** One difference for people: what became of the finding, its score on both sides, and the rules that differ. */
export function differenceText({ kind, here, id, other, summary, time }: Difference): string {
  const scores = `${other?.score ?? 0} → ${here?.score ?? 0}`;
  const head = `${kind.toUpperCase().padEnd(8)} ${scores.padEnd(10)} ${time.replace('T', ' ').replace('.000Z', 'Z')}  ${id}`;
  const text = [summary, ...rulesText(here?.rules ?? {}, other?.rules ?? {})].map((line) =>
    encodeText(line, SUMMARY),
  );
  const lines = text.flatMap((line) => wrapText(line, COLUMNS - 9)).map((line) => `         ${line}\n`);
  return `${encodeText(head)}\n${lines.join('')}\n`;
}

function rulesText(
  here: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): readonly string[] {
  const ids = [...new Set([...Object.keys(here), ...Object.keys(other)])].sort();
  const changed = ids.filter((id) => here[id] !== other[id]);
  if (changed.length === 0) return ['the same signals: thresholds or caps differ'];
  return [changed.map((id) => `${id} ${other[id] ?? 0} → ${here[id] ?? 0}`).join(', ')];
}

/** The whole comparison in a few lines: how many of each kind, and which rules speak more or less often. */
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
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1));
  const words = moved.map(([id, by]) => `${id} ${by > 0 ? '+' : ''}${by}`).join(', ');
  return `compared with ${encodeText(other)}: ${kinds.join(', ')}\n${words === '' ? '' : `rules, in how many of these findings more or less: ${words}\n`}`;
}
