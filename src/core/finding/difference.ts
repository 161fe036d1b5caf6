import { byText } from '../text/ascii.ts';
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
  const mine = byId(here);
  const theirs = byId(other);
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .flatMap((id) => difference(mine.get(id), theirs.get(id), least))
    .sort((a, b) => byText(a.time, b.time) || byText(a.id, b.id));
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
  const mine = here?.score ?? 0;
  const theirs = other?.score ?? 0;
  const shown = here ?? other;
  if (shown === undefined || mine === theirs || Math.max(mine, theirs) < least) return [];
  const kind = kindOf(mine, theirs, least);
  const { id, summary, time } = kind === 'lost' ? (other ?? shown) : shown;
  return [
    { schema: 'rolewarden.difference/1', kind, id, time, summary, here: side(here), other: side(other) },
  ];
}

function kindOf(mine: number, theirs: number, least: number): Difference['kind'] {
  if (theirs < least) return 'gained';
  if (mine < least) return 'lost';
  return mine > theirs ? 'raised' : 'lowered';
}

function side(finding: Compared | undefined): Side | null {
  if (finding === undefined) return null;
  const rules = new Map<string, number>();
  for (const { points, ruleId } of finding.signals) rules.set(ruleId, (rules.get(ruleId) ?? 0) + points);
  return { score: finding.score, level: finding.level, rules: Object.fromEntries(rules) };
}
