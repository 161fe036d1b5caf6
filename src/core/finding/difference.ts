import type { Finding, Level } from './finding.ts';

/** What two runs are compared by. */
export type Compared = Pick<Finding, 'id' | 'time' | 'summary' | 'score' | 'level'> & {
  readonly signals: readonly { readonly ruleId: string; readonly points: number }[];
};

interface Side {
  readonly score: number;
  readonly level: Level;
  readonly rules: Readonly<Record<string, number>>;
}

/**
 * One finding that two runs judge differently. `gained`: at or above the least score here only; `lost`: in the other
 * run only; `raised` and `lowered`: in both, with another score.
 */
export interface Difference {
  readonly schema: 'rolewarden.difference/1';
  readonly kind: 'gained' | 'lost' | 'raised' | 'lowered';
  readonly id: string;
  readonly time: string;
  readonly summary: string;
  /** Null where the run, or what was written of it, has no finding of that id at all. */
  readonly here: Side | null;
  readonly other: Side | null;
}

/** Differences in order of time, then id. Findings below the least score in both runs are left out. */
export function differences(
  here: readonly Compared[],
  other: readonly Compared[],
  least: number,
): readonly Difference[] {
  const [mine, theirs] = [byId(here), byId(other)];
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .flatMap((id) => difference(mine.get(id), theirs.get(id), least))
    .sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? -1 : 1));
}

/**
 * The gained that may be no difference, where the other run's findings were written: they do not say from which score on,
 * so what scores less than all of them may have been left out.
 */
export function unsure(
  differences: readonly Difference[],
  written: readonly Compared[],
): readonly Difference[] {
  const lowest = written.reduce((least, { score }) => Math.min(least, score), Number.POSITIVE_INFINITY);
  return differences.filter(({ here, other }) => other === null && here !== null && here.score < lowest);
}

const byId = (findings: readonly Compared[]) => new Map(findings.map((finding) => [finding.id, finding]));

function difference(
  here: Compared | undefined,
  other: Compared | undefined,
  least: number,
): readonly Difference[] {
  const [mine, theirs] = [here?.score ?? 0, other?.score ?? 0];
  const shown = here ?? other;
  if (shown === undefined || mine === theirs || Math.max(mine, theirs) < least) return [];
  const kind = theirs < least ? 'gained' : mine < least ? 'lost' : mine > theirs ? 'raised' : 'lowered';
  const { id, summary, time } = kind === 'lost' ? (other ?? shown) : shown;
  return [
    { schema: 'rolewarden.difference/1', kind, id, time, summary, here: side(here), other: side(other) },
  ];
}

function side(finding: Compared | undefined): Side | null {
  if (finding === undefined) return null;
  const rules = new Map<string, number>();
  for (const { points, ruleId } of finding.signals) rules.set(ruleId, (rules.get(ruleId) ?? 0) + points);
  return { score: finding.score, level: finding.level, rules: Object.fromEntries(rules) };
}
