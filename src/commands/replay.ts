import { createApp } from '../app.ts';
import { readBaseline, writeBaseline } from '../baseline/file.ts';
import { createMemoryStore } from '../baseline/memory.ts';
import { RolewardenError } from '../core/errors.ts';
import { type Finding, LEVELS } from '../core/finding.ts';
import { summaryText } from '../report/summary.ts';
import { replay } from '../run/replay.ts';
import { COMMON, COMMON_HELP, type Command, findConfig, logAt, oneOf, parse } from './command.ts';
import { compare } from './compare.ts';
import { createOutput, FORMATS, writeSummary } from './output.ts';
import { createProgress } from './progress.ts';

const OPTIONS = {
  ...COMMON,
  format: { type: 'string' },
  out: { type: 'string' },
  'min-score': { type: 'string' },
  'fail-on': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  baseline: { type: 'string' },
  compare: { type: 'string' },
  progress: { type: 'boolean' },
  summary: { type: 'string' },
} as const;

export const replayCommand: Command = {
  name: 'replay',
  summary: 'score recorded CloudTrail and print the findings',
  help: `usage: rolewarden replay PATH... [options]

PATH is a file or a folder (searched recursively): CloudTrail {"Records":[...]} as .json or .json.gz, one record
a line, EventBridge envelopes, CloudWatch Logs and Kinesis payloads, Kinesis, SQS and SNS Lambda events.
Records are judged in event-time order across all files. Nothing is ever changed in AWS.

  --format FORMAT        ${FORMATS.join(', ')} (default text)
  --out FILE             findings to FILE instead of stdout
  --min-score N          leave out findings below N (default 40; filters output only)
  --fail-on LEVEL        exit 3 if a finding is at or above LEVEL (${LEVELS.slice(1).join(', ')})
  --from TIME            earlier events teach and are not reported (ISO 8601, or a date: midnight UTC)
  --to TIME              events at or after TIME are ignored
  --baseline FILE        read what is usual from FILE if it exists, and write it back at the end
  --compare OTHER        say what differs from OTHER: another configuration, or findings (ndjson) of another run or
                         version; gained: here only, lost: in OTHER only
  --progress             a progress line on stderr (default: if stderr is a terminal)
  --summary FILE         the closing summary as one JSON object
${COMMON_HELP}`,
  async run(args, surroundings) {
    refuseFuture(args);
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
    const minScore = scoreFrom(values['min-score'] ?? '40');
    const failOn =
      values['fail-on'] === undefined ? undefined : oneOf('--fail-on', values['fail-on'], LEVELS);
    const span = { from: timeFrom('--from', values.from), to: timeFrom('--to', values.to) };
    const format = oneOf('--format', values.format ?? 'text', FORMATS);
    const log = logAt(values['log-level']);
    const { config } = findConfig(values.config, surroundings);
    if (values.compare !== undefined) {
      refuseWithCompare(values);
      const { signal } = surroundings;
      const shared = { config, format, out: values.out, minScore, failOn };
      return await compare({
        ...shared,
        other: values.compare,
        replay: { paths: positionals, ...span, signal, log },
      });
    }
    const store = createMemoryStore();
    if (values.baseline !== undefined) store.add(readBaseline(values.baseline));
    const app = await createApp({ config, log, store });
    const output = createOutput(format, values.out, config);
    const progress = createProgress(values.progress ?? process.stderr.isTTY === true);
    let failed = false;
    const finding = (found: Finding) => {
      failed ||= failOn !== undefined && LEVELS.indexOf(found.level) >= LEVELS.indexOf(failOn);
      if (found.score >= minScore) output.finding(found);
    };
    try {
      const { signal } = surroundings;
      const summary = await replay(app, {
        paths: positionals,
        ...span,
        signal,
        log,
        progress: progress.show,
        finding,
      });
      progress.clear();
      output.end();
      if (values.baseline !== undefined) writeBaseline(values.baseline, store.entries());
      if (values.summary !== undefined) writeSummary(values.summary, summary);
      process.stderr.write(summaryText(summary));
    } finally {
      progress.clear();
      output.abandon();
      await app.close();
    }
    return failed ? 3 : 0;
  },
};

/** Two histories side by side are neither read nor written. */
function refuseWithCompare(values: { readonly baseline?: string; readonly summary?: string }): void {
  const other = values.baseline === undefined ? values.summary && '--summary' : '--baseline';
  if (!other) return;
  throw new RolewardenError('ERR_USAGE', `--compare does not go with ${other}`, 'leave one of them out');
}

/** Options of the contract that later versions bring: a clear word instead of "unknown option". */
function refuseFuture(args: readonly string[]): void {
  const html = args.some(
    (arg, at) => arg === '--format=html' || (arg === 'html' && args[at - 1] === '--format'),
  );
  const early = html
    ? '--format html'
    : args.find((arg) => /^--(store|workers)(=|$)/.test(arg))?.split('=')[0];
  if (early === undefined) return;
  throw new RolewardenError(
    'ERR_USAGE',
    `${early} is not there yet`,
    'leave it out; CHANGELOG.md says when it comes',
  );
}

function scoreFrom(text: string): number {
  const score = Number(text);
  if (text.trim() !== '' && Number.isInteger(score) && score >= 0 && score <= 100) return score;
  throw new RolewardenError(
    'ERR_USAGE',
    `--min-score cannot be ${JSON.stringify(text)}`,
    'use a whole number from 0 to 100',
  );
}

function timeFrom(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new RolewardenError(
    'ERR_USAGE',
    `${option} cannot be ${JSON.stringify(text)}`,
    'use a date (2026-01-31) or a time with its zone (2026-01-31T08:00:00Z)',
  );
}
