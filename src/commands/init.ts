import { existsSync, writeFileSync } from 'node:fs';
import { createApp } from '../app.ts';
import { compileSettings } from '../config/settings.ts';
import { reasonOf, wrongUsage } from '../core/errors.ts';
import { observe } from '../proposal/observe.ts';
import { propose } from '../proposal/propose.ts';
import { writeProposal } from '../proposal/write.ts';
import { summaryText } from '../report/summary.ts';
import { bucketSettings, openBuckets } from '../run/replay/buckets.ts';
import { readRecordings } from '../run/replay/recordings.ts';
import { COMMON, COMMON_HELP, defineCommand, findConfig, logAt } from './command.ts';
import { createProgress } from './progress.ts';

const OPTIONS = {
  ...COMMON,
  from: { type: 'string', multiple: true },
  out: { type: 'string' },
  progress: { type: 'boolean' },
} as const;

export const initCommand = defineCommand({
  name: 'init',
  options: OPTIONS,
  interruptible: true,
  help: `usage: rolewarden init --from PATH... [options]

Reads recordings, and writes a commented configuration: accounts, vendors, offices, identity providers, the OIDC
subjects of each role, sensitive and emergency roles, working hours and time zones by person. Every value states its
evidence. It is a proposal: recordings may contain an attack, so read it before you use it.

  --from PATH            recordings as for replay: a file or a folder; may be given more than once
  --out FILE             write to FILE instead of stdout; an existing file is never overwritten
  --progress             a progress line on stderr (default: if stderr is a terminal)
${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    const paths = [...(values.from ?? []), ...positionals];
    if (paths.length === 0) {
      throw wrongUsage('init needs --from PATH', 'name the recordings to read');
    }
    refuseExisting(values.out);
    const log = logAt(values['log-level']);
    const { config, source } = findConfig(values.config, surroundings);
    const app = await createApp({ config, log });
    const buckets = await openBuckets(bucketSettings(paths, surroundings.environment));
    const progress = createProgress(values.progress ?? process.stderr.isTTY === true);
    try {
      const { signal } = surroundings;
      const { copies, events, tally } = await readRecordings(app, {
        paths,
        ours: [source],
        signal,
        log,
        buckets,
        progress: progress.show,
      });
      progress.clear();
      tally.span(events);
      const observed = observe(events, copies);
      const sections = propose(observed, compileSettings(config).role);
      deliver(values.out, writeProposal(sections, observed));
      process.stderr.write(summaryText(tally.summary(app.locator.describe()), false));
      const counts = sections.map(({ path, entries }) => `${path.join('.')} ${entries.length}`);
      process.stderr.write(
        `proposed: ${counts.join(', ') || 'nothing: too little was seen on three days or more'}\n`,
      );
    } finally {
      progress.clear();
      buckets?.close();
      await app.close();
    }
    return 0;
  },
});

function refuseExisting(path: string | undefined): void {
  if (path === undefined || !existsSync(path)) return;
  throw wrongUsage(`${path} exists`, 'name another file: a proposal never overwrites one');
}

function deliver(path: string | undefined, text: string): void {
  if (path === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    const words = `cannot write ${path}: ${reasonOf(cause)}`;
    throw wrongUsage(words, 'check the folder and its permissions', { cause });
  }
}
