import { RULES } from '../armed.ts';
import { readBaseline } from '../baseline/file/file.ts';
import { createMemoryStore } from '../baseline/memory/store.ts';
import type { Config } from '../config/schema.ts';
import { wrongUsage } from '../core/errors.ts';
import type { Finding, Signal } from '../core/finding/finding.ts';
import { tellStory } from '../report/story-text.ts';
import { replay } from '../run/replay/replay.ts';
import { rate } from '../scoring/score.ts';
import { ENOUGH } from './arguments.ts';
import {
  COMMON,
  COMMON_HELP,
  defineCommand,
  findConfig,
  logAt,
  type Surroundings,
  type ValuesOf,
} from './command.ts';
import { readFindings } from './findings.ts';
import { fromStore } from './kept-findings.ts';
import { withOpened } from './opened.ts';
import { isThere } from './there.ts';
import { only } from './which-finding.ts';

const OPTIONS = {
  ...COMMON,
  findings: { type: 'string' },
  baseline: { type: 'string' },
  store: { type: 'string' },
} as const;

export const explainCommand = defineCommand({
  name: 'explain',
  options: OPTIONS,
  interruptible: true,
  help: `usage: rolewarden explain ID                       explains a live finding: the store keeps medium and above for 30 days
       rolewarden explain ID PATH...               replays the recordings (s3:// too) and explains the finding
       rolewarden explain ID --findings FILE       explains it from findings that replay --format ndjson wrote; - is stdin

Who, through which sessions, what was usual and what was not, each point, what would have changed the verdict, what
was done, what has become of it (of a live finding) and how to undo it, and what to do next. ID is the finding's id
(the CloudTrail eventID), or its first eight characters or more; or an access key id (ASIA...; with PATH or --findings
also AKIA...): then the highest finding about a call that was made with that key, or about a session that was requested
with it. In a store, only findings about the issue of sessions are found by a key.

  --store URL            where live findings are kept (default: the configuration's store.url)
  --baseline FILE        with PATH: what was usual before the recordings; never written
${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    const [id, ...paths] = positionals;
    mustBeId(id);
    oneOfPlaces(paths, values);
    mustBeUsual(values.baseline, paths);
    const { config } = findConfig(values.config, surroundings);
    if (paths.length === 0 && values.findings === undefined) {
      const { become, finding } = await fromStore(id, values.store, config, surroundings.environment);
      process.stdout.write(tellStory(finding, { ...storyOptions(config), become }));
      return 0;
    }
    const findings =
      values.findings === undefined
        ? await replayed(paths, values, config, surroundings)
        : await readFindings(values.findings, surroundings.signal);
    process.stdout.write(tellStory(only(findings, id), storyOptions(config)));
    return 0;
  },
});

function mustBeId(id: string | undefined): asserts id is string {
  if (id === undefined)
    throw wrongUsage('explain needs an ID', 'it is in the alert, and in what replay prints, behind `event`');
  if (id.length < ENOUGH)
    throw wrongUsage(
      `explain takes an ID of eight characters or more, not ${JSON.stringify(id)}`,
      'give more of it: it is in the alert, and in what replay prints',
    );
}

/** Throws ERR_USAGE if the finding is to be looked for in several places. */
function oneOfPlaces(
  paths: readonly string[],
  { findings, store }: Pick<ValuesOf<typeof OPTIONS>, 'findings' | 'store'>,
): void {
  const places = [
    ...(paths.length > 0 ? ['PATH'] : []),
    ...(findings === undefined ? [] : ['--findings']),
    ...(store === undefined ? [] : ['--store']),
  ];
  if (places.length > 1) throw wrongUsage(`${places.join(' and ')} do not go together`, 'name one of them');
}

/** Throws ERR_USAGE for a baseline that does not exist: as if it were empty, nothing would be usual in the story. */
function mustBeUsual(baseline: string | undefined, paths: readonly string[]): void {
  if (baseline === undefined) return;
  if (paths.length === 0) {
    throw wrongUsage(
      '--baseline goes with PATH: a finding that exists already is explained as it was judged',
      'leave it out, or name the recordings',
    );
  }
  if (isThere(baseline)) return;
  throw wrongUsage(
    `there is no baseline ${baseline}`,
    'name a file that `rolewarden replay --baseline FILE` wrote, or leave it out',
  );
}

function storyOptions({ scoring }: Config) {
  return {
    width: process.stdout.isTTY ? process.stdout.columns : 100,
    caps: scoring.caps,
    thresholds: scoring.thresholds,
    about: (ruleId: string) => RULES.get(ruleId),
    rescore: (signals: readonly Signal[]) => rate(signals, scoring),
  };
}

async function replayed(
  paths: readonly string[],
  { baseline, 'log-level': level }: ValuesOf<typeof OPTIONS>,
  config: Config,
  surroundings: Surroundings,
): Promise<readonly Finding[]> {
  const log = logAt(level);
  const store = createMemoryStore();
  if (baseline !== undefined) store.add(readBaseline(baseline));
  const findings: Finding[] = [];
  const options = { config, log, paths, store, progress: process.stderr.isTTY === true };
  await withOpened(options, surroundings, ({ app, buckets, progress }) =>
    replay(app, {
      paths,
      from: undefined,
      to: undefined,
      signal: surroundings.signal,
      log,
      buckets,
      progress: progress.show,
      finding: (found) => void findings.push(found),
    }),
  );
  return findings;
}
