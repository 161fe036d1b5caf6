import { createApp } from '../../app.ts';
import type { Config } from '../../config/schema.ts';
import { type Finding, isAtLeast, type Level } from '../../core/finding/finding.ts';
import type { ReplaySummary } from '../../core/finding/summary.ts';
import { summaryText } from '../../report/summary.ts';
import { mustBeJudged } from '../../run/replay/held.ts';
import { type ReplayOptions, replay } from '../../run/replay/replay.ts';
import type { Surroundings } from '../command.ts';
import { openKnowledge } from '../knowledge.ts';
import { createOutput, createSummaryFile, type Format, type SummaryFile } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { ReplayReading } from './reading.ts';

/** A replay by one configuration, and where its results go. */
export interface Judging {
  readonly config: Config;
  readonly format: Format;
  readonly minScore: number;
  readonly failOn: Level | undefined;
  /** Options as given on the command line. */
  readonly values: {
    readonly out?: string;
    readonly baseline?: string;
    readonly store?: string;
    readonly progress?: boolean;
    readonly summary?: string;
  };
  readonly surroundings: Surroundings;
  readonly reading: ReplayReading;
  readonly replay: Omit<ReplayOptions, 'finding'>;
}

/**
 * Replays, and writes every result. Returns the exit status: 3 if a finding is at or above `failOn`, else 0. With `failOn`
 * it throws, after that, if nothing could be judged.
 */
export async function judge(judging: Judging): Promise<number> {
  const { config, failOn, format, minScore, values } = judging;
  const output = createOutput(format, values.out, config, minScore);
  let failed = false;
  const finding = (found: Finding, clear: () => void) => {
    failed ||= failOn !== undefined && isAtLeast(found.level, failOn);
    if (found.score < minScore) return;
    clear();
    output.finding(found);
  };
  try {
    const summary = await complete(judging, finding, output.end);
    if (failOn !== undefined) mustBeJudged(judging.replay.paths, summary);
  } finally {
    output.abandon();
  }
  return failed ? 3 : 0;
}

/** Results are completed in this order: the findings, what was learned, the summary. */
async function complete(
  { config, reading, replay: options, surroundings, values }: Judging,
  judged: (found: Finding, clear: () => void) => void,
  end: (summary: ReplaySummary) => string,
): Promise<ReplaySummary> {
  const { abandon, keep, store, unfinished } = await openKnowledge(values, config, surroundings);
  const progress = createProgress(values.progress ?? process.stderr.isTTY === true);
  let closing: SummaryFile | undefined;
  try {
    closing = createSummaryFile(values.summary);
    const app = await createApp({ config, log: options.log, store, strict: true });
    const journal = reading.journal();
    // findings may go to the terminal that shows the progress line
    const clear = values.out === undefined && process.stdout.isTTY === true ? progress.clear : () => {};
    const finding = (found: Finding) => judged(found, clear);
    const summary = await replay(app, { ...options, finding, journal, progress: progress.show });
    progress.clear();
    const said = end(summary);
    const learned = keep();
    closing?.end(summary);
    process.stderr.write(`${summaryText(summary)}${said}${learned}`);
    return summary;
  } catch (thrown) {
    progress.clear();
    if (surroundings.signal.aborted) process.stderr.write(`${unfinished}${reading.unfinished}`);
    throw thrown;
  } finally {
    closing?.abandon();
    abandon();
    await store.close();
  }
}
