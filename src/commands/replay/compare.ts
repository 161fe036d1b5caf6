import { statSync } from 'node:fs';
import { createApp } from '../../app.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { wrongUsage } from '../../core/errors.ts';
import { type Compared, differences, unsure } from '../../core/finding/difference.ts';
import { isAtLeast, type Level } from '../../core/finding/finding.ts';
import { comparisonSummary, differenceText, unsureText } from '../../report/difference.ts';
import { encodeJson } from '../../report/encode.ts';
import { summaryText } from '../../report/summary.ts';
import { isInBucket } from '../../run/replay/buckets.ts';
import { mustBeJudged } from '../../run/replay/held.ts';
import { type ReplayOptions, replay } from '../../run/replay/replay.ts';
import { createSink, type Format } from '../output.ts';

/** What a comparison needs besides the recordings. */
export interface Comparison {
  readonly config: Config;
  /** A file: another configuration, or findings that `replay` has written. */
  readonly other: string;
  readonly format: Format;
  readonly out: string | undefined;
  readonly minScore: number;
  readonly failOn: Level | undefined;
  readonly replay: Omit<ReplayOptions, 'finding'>;
}

/**
 * Judges the same recordings by two configurations, each with a history of its own, and writes what differs; or
 * compares with the findings of a file. Returns the exit status: 3 if a finding of `config` is at or above `failOn`.
 */
export async function compare(comparison: Comparison): Promise<number> {
  const { config, failOn, format, minScore, other, out, replay: options } = comparison;
  if (format !== 'text' && format !== 'ndjson') {
    throw wrongUsage(`--compare writes text or ndjson, not ${format}`, 'leave --format out');
  }
  const sink = createSink(out);
  try {
    const theirs = await othersOf(other, options);
    const { findings, summary } = await judged(config, options);
    const found = differences(findings, theirs.findings, minScore);
    for (const one of found) sink.write(format === 'text' ? differenceText(one) : `${encodeJson(one)}\n`);
    sink.end();
    const doubt = theirs.written ? unsureText(unsure(found, theirs.findings), other, minScore) : '';
    process.stderr.write(`${summaryText(summary)}${comparisonSummary(found, other)}${doubt}`);
    if (failOn !== undefined) mustBeJudged(options.paths, summary);
    return failOn !== undefined && findings.some(({ level }) => isAtLeast(level, failOn)) ? 3 : 0;
  } finally {
    sink.abandon();
  }
}

/** The findings to compare with: read, or made by another configuration. */
async function othersOf(
  other: string,
  options: Omit<ReplayOptions, 'finding'>,
): Promise<{ readonly findings: readonly Compared[]; readonly written: boolean }> {
  mustBeReadableTwice([other], 'what to compare with is looked into before it is read');
  // loaded only here: it brings the library that checks a schema
  const { holdsFindings, readCompared } = await import('../findings.ts');
  if (holdsFindings(other)) {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
    const isReported = ({ time }: Compared) => from <= Date.parse(time) && Date.parse(time) < to;
    return { findings: readCompared(other).filter(isReported), written: true };
  }
  mustBeReadableTwice(options.paths, 'two configurations read it twice');
  const { findings } = await judged(loadConfig(other), options);
  return { findings, written: false };
}

/** Throws ERR_USAGE for a pipe: the second time it would be empty, and every finding a difference. */
function mustBeReadableTwice(paths: readonly string[], why: string): void {
  const pipe = paths.find((path) => {
    const there = isInBucket(path) ? undefined : statSync(path, { throwIfNoEntry: false });
    return there !== undefined && !there.isFile() && !there.isDirectory();
  });
  if (pipe === undefined) return;
  throw wrongUsage(`${pipe} can be read only once, and ${why}`, 'write it to a file first');
}

async function judged(config: Config, options: Omit<ReplayOptions, 'finding'>) {
  const app = await createApp({ config, log: options.log });
  const findings: Compared[] = [];
  try {
    const summary = await replay(app, {
      ...options,
      finding: ({ id, level, score, signals, summary, time }) =>
        void findings.push({ id, level, score, signals, summary, time }),
    });
    return { findings, summary };
  } finally {
    await app.close();
  }
}
