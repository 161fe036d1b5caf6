import { cpus, totalmem } from 'node:os';
import { number } from '../support/table.ts';
import type { Corpus } from './corpus.ts';
import type { Result } from './rounds.ts';
import { type Share, targetRows } from './targets.ts';

/** What was measured of one corpus. */
export interface Measurement extends Share {
  readonly corpus: Corpus;
}

/** The whole as a page: what was measured where, the targets, and a table for every share. */
export function reportOf(measurements: readonly Measurement[], rounds: number): string {
  const gib = Math.round(totalmem() / 1_024 ** 3);
  const machine = `Node ${process.version}, ${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, ${gib} GiB`;
  const words = `${machine}. Whole processes, ${rounds} rounds in an order thrown anew, medians; the peak is the worst of all rounds, and of a pipeline that of its largest process. Findings and summary are written to files. Node's own helper threads (collection, compilation) are in "1 thread"; "on one core" has none beside it.`;
  const targets = tableOf(['target', 'limit', 'measured', ''], targetRows(measurements));
  return [
    `# Replay, ${new Date().toISOString().slice(0, 10)}: \`npm run bench:replay\``,
    words,
    targets,
    ...measurements.map(shareOf),
  ].join('\n\n');
}

function shareOf({ corpus, results, sts }: Measurement): string {
  const { bytes, files, packedBytes, records } = corpus;
  const all = records.sts + records.decoy + records.ordinary;
  const words = `${number(bytes / 1_024 ** 2)} MiB in ${files} files (gzip ${(bytes / packedBytes).toFixed(1)} ×), ${number(all)} records of ${number(bytes / all)} bytes: ${number(records.sts)} STS, ${number(records.decoy)} others that carry its name; ${corpus.first.slice(0, 10)} to ${corpus.last.slice(0, 10)}. All that count agree on the STS records.`;
  const gunzip = results.find(({ id }) => id === 'gunzip')?.seconds ?? Number.NaN;
  const rows = results.map((result) => cellsOf(result, gunzip, bytes));
  const columns = ['what', 's', 'fastest–slowest', '÷ gunzip', 'MiB/s', 'CPU s', 'peak MB'];
  return `## ${sts * 100} % STS\n\n${words}\n\n${tableOf(columns, rows)}`;
}

function cellsOf(result: Result, gunzip: number, bytes: number): readonly string[] {
  const { cpuSeconds, fastest, peakMb, seconds, slowest, title } = result;
  return [
    title,
    seconds.toFixed(2),
    `${fastest.toFixed(2)}–${slowest.toFixed(2)}`,
    (seconds / gunzip).toFixed(2),
    number(bytes / 1_024 ** 2 / seconds),
    cpuSeconds?.toFixed(2) ?? '–',
    peakMb?.toFixed(0) ?? '–',
  ];
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), `| --- |${' ---: |'.repeat(columns.length - 1)}`, ...rows.map(line)].join('\n');
}
