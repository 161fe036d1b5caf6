import type { Family, Finding, Level } from '../core/finding/finding.ts';
import type { ReplaySummary } from '../core/finding/summary.ts';
import { encodeJson } from './encode.ts';
import type { RuleWords } from './story-context.ts';

/** Parts that many findings have in common: each is written once, and findings refer to it by its index. */
const SHARED = ['actor', 'origin', 'role', 'lineage', 'usual', 'unknown', 'context', 'steps'] as const;
type Shared = (typeof SHARED)[number];

/** What the report says of the whole replay, without what depends on the clock: the same input gives the same file. */
export type ReportSummary = Omit<ReplaySummary, 'seconds' | 'recordsPerSecond'>;

/** What the page needs besides findings. */
export interface ReportHead {
  readonly version: string;
  readonly summary: ReportSummary;
  /** Findings below it were left out. */
  readonly minScore: number;
  /** How many findings are not in the file because there were too many; all of them score at most `leftOutBelow`. */
  readonly leftOut: number;
  readonly leftOutBelow: number | null;
  readonly caps: Readonly<Record<Family, number>>;
  readonly thresholds: Readonly<Record<Exclude<Level, 'info'>, number>>;
  /** By id, what the rules that fired say of themselves. */
  readonly rules: Readonly<Record<string, RuleWords>>;
}

/** A finding with indexes into `ReportData.parts` for the parts that it shares with others. */
export type PackedFinding = Omit<Finding, Shared> & Readonly<Record<Shared, number>>;
type Parts = { readonly [Part in Shared]: readonly Required<Finding>[Part][] };

/** The JSON that is embedded in the page. */
export interface ReportData {
  readonly head: ReportHead;
  readonly findings: readonly PackedFinding[];
  readonly parts: Parts;
}

/** The embedded JSON in pieces, to be written one after another: together they may exceed the length of a string. */
export function* packReport(head: ReportHead, findings: readonly Finding[]): Generator<string> {
  const pools = Object.fromEntries(SHARED.map((part) => [part, new Map<string, number>()]));
  const indexOf = (part: Shared, value: unknown) => {
    const pool = pools[part] ?? new Map<string, number>();
    const json = embeddable(value);
    const at = pool.get(json) ?? pool.size;
    pool.set(json, at);
    return at;
  };
  yield `{"head":${embeddable(head)},\n"findings":[`;
  for (const [at, finding] of findings.entries()) {
    const packed = {
      ...finding,
      ...Object.fromEntries(SHARED.map((part) => [part, indexOf(part, { steps: [], ...finding }[part])])),
    };
    yield `${at === 0 ? '\n' : ',\n'}${embeddable(packed)}`;
  }
  yield '],\n"parts":{';
  for (const [at, part] of SHARED.entries()) {
    yield `${at === 0 ? '' : ',\n'}"${part}":[`;
    const values = [...(pools[part]?.keys() ?? [])];
    for (const [nth, json] of values.entries()) yield nth === 0 ? json : `,${json}`;
    yield ']';
  }
  yield '}}\n';
}

/** The findings as they were before packing. Throws if an index leads nowhere. */
export function unpackFindings({ findings, parts }: ReportData): readonly Finding[] {
  return findings.map(({ steps, ...packed }) => {
    const todo = at(parts.steps, steps);
    return {
      ...packed,
      actor: at(parts.actor, packed.actor),
      origin: at(parts.origin, packed.origin),
      role: at(parts.role, packed.role),
      lineage: at(parts.lineage, packed.lineage),
      usual: at(parts.usual, packed.usual),
      unknown: at(parts.unknown, packed.unknown),
      context: at(parts.context, packed.context),
      ...(todo.length > 0 && { steps: todo }),
    };
  });
}

/** JSON for a script element of an HTML page: `<`, `>` and `&` are escaped, so that no mark-up begins or ends in it. */
export function embeddable(value: unknown): string {
  return encodeJson(value).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function at<Part>(pool: readonly Part[], index: number): Part {
  const part = pool[index];
  if (part === undefined) throw new Error('the report’s data are damaged');
  return part;
}
