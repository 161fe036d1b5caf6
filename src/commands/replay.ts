import { setFlagsFromString } from 'node:v8';
import { createApp } from '../app.ts';
import type { Config } from '../config/schema.ts';
import { RolewardenError } from '../core/errors.ts';
import { type Finding, LEVELS } from '../core/finding.ts';
import type { ReplaySummary } from '../core/summary.ts';
import { summaryText } from '../report/summary.ts';
import { type ReplayOptions, replay } from '../run/replay.ts';
import {
  COMMON,
  COMMON_HELP,
  type Command,
  findConfig,
  logAt,
  oneOf,
  parse,
  type Surroundings,
} from './command.ts';
import { compare } from './compare.ts';
import { openKnowledge } from './knowledge.ts';
import { oursIn } from './ours.ts';
import { createOutput, createSummaryFile, FORMATS, type SummaryFile } from './output.ts';
import { createProgress } from './progress.ts';
import { FAILING, failOnFrom, refuseTogether, scoreFrom, spanFrom, workersFrom } from './replay-options.ts';
import { openReading, type ReplayReading } from './replay-reading.ts';

const OPTIONS = {
  ...COMMON,
  format: { type: 'string' },
  out: { type: 'string' },
  'min-score': { type: 'string' },
  'fail-on': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  baseline: { type: 'string' },
  store: { type: 'string' },
  compare: { type: 'string' },
  progress: { type: 'boolean' },
  summary: { type: 'string' },
  workers: { type: 'string' },
  resume: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

export const replayCommand: Command = {
  help: `usage: rolewarden replay PATH... [options]

PATH is a file, a folder (searched recursively) or s3://BUCKET/PREFIX (docs/replay-s3.md): CloudTrail {"Records":[...]} as .json or .json.gz, one record
a line or printed over many, EventBridge envelopes, CloudWatch Logs and Kinesis payloads, Kinesis, SQS and SNS Lambda events, what
"aws cloudtrail lookup-events" and "aws logs filter-log-events" answer.
Records are judged in event-time order across all files. Nothing is ever changed in AWS.

  --format FORMAT        ${FORMATS.join(', ')} (default text); html is one file to open in a browser, offline
  --out FILE             findings to FILE instead of stdout
  --min-score N          leave out findings below N (default 40; filters output only)
  --fail-on LEVEL        exit 3 if a finding is at or above LEVEL (${FAILING.join(', ')})
  --from TIME            earlier events teach and are not reported (ISO 8601, or a date: midnight UTC)
  --to TIME              events at or after TIME are ignored
  --baseline FILE        read what is usual from FILE if it exists, and write it back at the end
  --store WHERE          memory (default), or the address of a Redis (redis://..., \${env:NAME}; docs/redis.md): what is
                         usual is read there and learned into it. Never the configuration's store by itself: a replay
                         of strange recordings must not teach production by accident
  --compare OTHER        say what differs from OTHER: another configuration, or findings (ndjson) of another run or
                         version; gained: here only, lost: in OTHER only
  --progress             a progress line on stderr (default: if stderr is a terminal)
  --workers N            threads that read files (default 1: none beside this one, which inflates beside itself anyway)
  --resume FILE          what was read is kept in FILE, and not read again: the same command goes on after an
                         interruption, and other rules or thresholds are tried without reading
  --summary FILE         the closing summary as one JSON object
${COMMON_HELP}`,
  async run(args, surroundings) {
    const { values, positionals } = parse('replay', args, OPTIONS);
    if (values.help) {
      process.stdout.write(replayCommand.help);
      return 0;
    }
    if (positionals.length === 0) {
      throw new RolewardenError(
        'ERR_USAGE',
        'replay needs at least one PATH',
        'run `rolewarden replay --help`',
      );
    }
    refuseTogether(values);
    return await run(values, positionals, surroundings);
  },
};

/** V8 lets garbage grow to several times what is alive before it collects it; in a large replay, to half of it. */
const SMALL_HEAP = '--heap-growing-percent=50';

async function run(values: Values, paths: readonly string[], surroundings: Surroundings): Promise<number> {
  const { signal } = surroundings;
  const minScore = scoreFrom(values['min-score'] ?? '40');
  const failOn = failOnFrom(values['fail-on']);
  const span = spanFrom(values);
  const format = oneOf('--format', values.format ?? 'text', FORMATS);
  const log = logAt(values['log-level']);
  const workers = workersFrom(values.workers ?? '1');
  const { config, source } = findConfig(values.config, surroundings);
  const ours = oursIn(values, source, paths);
  const { resume, 'log-level': level } = values;
  const reading = await openReading(paths, config, surroundings, { workers, resume, level });
  const overflow = () => setFlagsFromString(SMALL_HEAP);
  const recordings = { paths, ours, ...span, signal, log, overflow, ...reading.options };
  try {
    if (values.compare !== undefined) {
      const shared = { config, format, out: values.out, minScore, failOn };
      return await compare({ ...shared, other: values.compare, replay: recordings });
    }
    const output = createOutput(format, values.out, config, minScore);
    let failed = false;
    const finding = (found: Finding) => {
      failed ||= failOn !== undefined && LEVELS.indexOf(found.level) >= LEVELS.indexOf(failOn);
      if (found.score >= minScore) output.finding(found);
    };
    try {
      await judge({ values, config, surroundings, reading }, { ...recordings, finding }, output.end);
    } finally {
      output.abandon();
    }
    return failed ? 3 : 0;
  } finally {
    await reading.close();
  }
}

interface Judging {
  readonly values: Values;
  readonly config: Config;
  readonly surroundings: Surroundings;
  readonly reading: ReplayReading;
}

/** Replays, and completes in this order: findings, what was learned, the summary. */
async function judge(
  { values, config, surroundings, reading }: Judging,
  options: ReplayOptions,
  complete: (summary: ReplaySummary) => string,
): Promise<void> {
  const { abandon, keep, store, unfinished } = await openKnowledge(values, config, surroundings);
  const progress = createProgress(values.progress ?? process.stderr.isTTY === true);
  let closing: SummaryFile | undefined;
  try {
    closing = createSummaryFile(values.summary);
    const app = await createApp({ config, log: options.log, store, strict: true });
    const summary = await replay(app, {
      ...options,
      journal: reading.journal(),
      progress: progress.show,
    });
    progress.clear();
    const said = complete(summary);
    const learned = keep();
    closing?.end(summary);
    process.stderr.write(`${summaryText(summary)}${said}${learned}`);
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
