import { setFlagsFromString } from 'node:v8';
import { wrongUsage } from '../../core/errors.ts';
import { oneOf } from '../arguments.ts';
import {
  COMMON,
  COMMON_HELP,
  defineCommand,
  findConfig,
  logAt,
  type Surroundings,
  type ValuesOf,
} from '../command.ts';
import { FORMATS } from '../output.ts';
import { refuseRecording } from '../recording.ts';
import { type NamedFile, refuseSameFile } from '../same-file.ts';
import { compare } from './compare.ts';
import { judge } from './judging.ts';
import { FAILING, failOnFrom, refuseTogether, scoreFrom, spanFrom, workersFrom } from './options.ts';
import { openReading } from './reading.ts';

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

type Values = ValuesOf<typeof OPTIONS>;

export const replayCommand = defineCommand({
  name: 'replay',
  options: OPTIONS,
  interruptible: true,
  help: `usage: rolewarden replay PATH... [options]

PATH is a file, a folder (searched recursively) or s3://BUCKET/PREFIX (docs/replay-s3.md): CloudTrail
{"Records":[...]} as .json or .json.gz, one record a line or printed over many, EventBridge envelopes,
CloudWatch Logs and Kinesis payloads, Kinesis, SQS and SNS Lambda events, what "aws cloudtrail lookup-events",
"aws logs filter-log-events" and, with eventJson, "aws cloudtrail get-query-results" answer.
Records are judged in event-time order across all files. Nothing is ever changed in AWS.

  --format FORMAT        ${FORMATS.join(', ')} (default text); html is one file to open in a browser, offline
  --out FILE             findings to FILE instead of stdout
  --min-score N          leave out findings below N (default 40; filters output only)
  --fail-on LEVEL        exit 3 if a finding is at or above LEVEL (${FAILING.join(', ')})
  --from TIME            earlier events are learned but not reported (ISO 8601, or a date: midnight UTC)
  --to TIME              events at or after TIME are ignored
  --baseline FILE        read what is usual from FILE if it exists, and write it back at the end
  --store WHERE          memory (default), or the address of a Redis (redis://..., \${env:NAME}; docs/redis.md): what is
                         usual is read there and learned into it. Never the configuration's store unless named here: a
                         replay of foreign recordings must not teach production by accident
  --compare OTHER        say what differs from OTHER: another configuration, or findings (ndjson) of another run or
                         version; gained: in this run only, lost: in OTHER only. To try a candidate:
                         --config candidate.yaml --compare rolewarden.yaml
  --progress             a progress line on stderr (default: if stderr is a terminal)
  --workers N            reader threads (default 1: only this process, which decompresses in the background anyway)
  --resume FILE          keeps what was read in FILE, so that it is not read again: the same command continues after
                         an interruption, and other rules or thresholds can be tried without reading
  --summary FILE         the closing summary as one JSON object
${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    if (positionals.length === 0) {
      throw wrongUsage('replay needs at least one PATH', 'run `rolewarden replay --help`');
    }
    refuseTogether(values);
    return await run(values, positionals, surroundings);
  },
});

/** For a large replay: V8 may let garbage grow to half of what is in use before collecting it, not to several times. */
const SMALL_HEAP = '--heap-growing-percent=50';

/** Many rules, each run for microseconds: V8 spends more on optimising them into one another than that gives back. */
const LITTLE_INLINING = '--max-inlined-bytecode-size-cumulative=100';

async function run(values: Values, paths: readonly string[], surroundings: Surroundings): Promise<number> {
  const { signal } = surroundings;
  setFlagsFromString(LITTLE_INLINING);
  const minScore = scoreFrom(values['min-score'] ?? '40');
  const failOn = failOnFrom(values['fail-on']);
  const span = spanFrom(values);
  const format = oneOf('--format', values.format ?? 'text', FORMATS);
  const log = logAt(values['log-level']);
  const workers = workersFrom(values.workers ?? '1');
  const { config, source } = findConfig(values.config, surroundings);
  refuseSameFiles(values, paths, source);
  await refuseRecording([
    ['--out', values.out],
    ['--summary', values.summary],
  ]);
  const { resume, 'log-level': level } = values;
  const reading = await openReading(paths, config, surroundings, { workers, resume, level });
  const overflow = () => setFlagsFromString(SMALL_HEAP);
  const recordings = {
    paths,
    ours: oursOf(values, source),
    ...span,
    signal,
    log,
    overflow,
    ...reading.options,
  };
  const shared = { config, format, minScore, failOn, replay: recordings };
  try {
    return values.compare === undefined
      ? await judge({ ...shared, values, surroundings, reading })
      : await compare({ ...shared, other: values.compare, out: values.out });
  } finally {
    await reading.close();
  }
}

function refuseSameFiles(values: Values, paths: readonly string[], config: string): void {
  const { baseline, compare, out, resume, summary } = values;
  refuseSameFile(
    [
      ['the configuration', config],
      ['--compare', compare],
      ...paths.map((path): NamedFile => ['PATH', path]),
    ],
    [
      ['--out', out],
      ['--summary', summary],
      ['--baseline', baseline],
      ['--resume', resume],
    ],
  );
}

/** Files that the replay writes, or gets settings from: they are no recordings if they are in a replayed folder. */
function oursOf({ baseline, compare, out, resume, summary }: Values, config: string): readonly string[] {
  return [config, baseline, compare, out, resume, summary].filter((path) => path !== undefined);
}
