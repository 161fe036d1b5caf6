import type { Result } from './rounds.ts';

/** The results of one share of STS. */
export interface Share {
  readonly sts: number;
  readonly results: readonly Result[];
}

interface Target {
  readonly text: string;
  /** The one share that it is about; every share without. */
  readonly at?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit: '×' | 'MB';
  value(of: (id: string) => Result | undefined): number | undefined;
}

/** How many times as long `id` took as `than`. */
const ratio =
  (id: string, than: string): Target['value'] =>
  (of) => {
    const one = of(id)?.seconds;
    const other = of(than)?.seconds;
    return one === undefined || other === undefined ? undefined : one / other;
  };

const peak: Target['value'] = (of) => {
  const peaks = ['ours-1', 'ours-core', 'ours-2'].flatMap((id) => of(id)?.peakMb ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
};

const TARGETS: readonly Target[] = [
  { text: '1 thread ÷ gunzip', at: 0.02, atMost: 1.35, unit: '×', value: ratio('ours-1', 'gunzip') },
  { text: 'full parse ÷ 1 thread', at: 0.02, atLeast: 4, unit: '×', value: ratio('parse', 'ours-1') },
  {
    text: 'DuckDB, 1 thread ÷ 1 thread',
    at: 0.02,
    atLeast: 4,
    unit: '×',
    value: ratio('duckdb-1', 'ours-1'),
  },
  { text: 'jq ÷ 1 thread', at: 0.02, atLeast: 12, unit: '×', value: ratio('jq', 'ours-1') },
  {
    text: '2 workers ÷ gunzip, 1 thread',
    at: 0.02,
    atMost: 0.9,
    unit: '×',
    value: ratio('ours-2', 'gunzip'),
  },
  { text: '2 workers ÷ gunzip, 1 thread', at: 1, atMost: 2, unit: '×', value: ratio('ours-2', 'gunzip') },
  { text: 'peak memory', at: 0.02, atMost: 160, unit: 'MB', value: peak },
  { text: 'peak memory', atMost: 256, unit: 'MB', value: peak },
];

/** Every target that the measured shares can answer: its words, the limit, what was measured, and whether it is met. */
export function targetRows(shares: readonly Share[]): readonly (readonly string[])[] {
  return TARGETS.flatMap((target) =>
    shares
      .filter(({ sts }) => target.at === undefined || target.at === sts)
      .map(({ results, sts }) => {
        const value = target.value((id) => results.find((result) => result.id === id));
        return [
          `${target.text}, ${sts * 100} % STS`,
          limitOf(target),
          said(value, target),
          verdict(value, target),
        ];
      }),
  );
}

const limitOf = ({ atLeast, atMost, unit }: Target): string =>
  atLeast === undefined ? `≤ ${atMost} ${unit}` : `≥ ${atLeast} ${unit}`;

const said = (value: number | undefined, { unit }: Target): string =>
  value === undefined ? '–' : `${value.toFixed(unit === 'MB' ? 0 : 2)} ${unit}`;

function verdict(
  value: number | undefined,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Target,
): string {
  if (value === undefined) return 'not measured';
  return value >= atLeast && value <= atMost ? 'met' : '**missed**';
}
