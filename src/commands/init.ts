import type { App } from '../app.ts';
import { type TextSink, toFile } from '../baseline/file/whole-file.ts';
import type { Config } from '../config/schema.ts';
import { compileSettings } from '../config/settings.ts';
import { wrongUsage } from '../core/errors.ts';
import { observe } from '../proposal/observe.ts';
import { propose } from '../proposal/propose.ts';
import { writeProposal } from '../proposal/write.ts';
import { readingText } from '../report/summary.ts';
import { type Recordings, readRecordings } from '../run/replay/recordings.ts';
import { COMMON, COMMON_HELP, defineCommand, findConfig, logAt } from './command.ts';
import { withOpened } from './opened.ts';
import { refusePlace } from './same-file.ts';
import { isThere } from './there.ts';

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
    refusePlace(['--out', values.out]);
    refuseExisting(values.out);
    const log = logAt(values['log-level']);
    const { config, source } = findConfig(values.config, surroundings);
    const progress = values.progress ?? process.stderr.isTTY === true;
    const { signal } = surroundings;
    const sink = values.out === undefined ? undefined : toFile(values.out);
    try {
      await withOpened({ config, log, paths, progress }, surroundings, async (opened) => {
        const { app, buckets } = opened;
        const options = { paths, ours: [source], signal, log, buckets, progress: opened.progress.show };
        const recordings = await readRecordings(app, options);
        opened.progress.clear();
        // reading takes minutes
        refuseExisting(values.out);
        proposeFrom(recordings, app, config, sink);
      });
    } finally {
      sink?.abandon();
    }
    return 0;
  },
});

function proposeFrom(
  { copies, events, tally }: Recordings,
  { locator }: App,
  config: Config,
  sink: TextSink | undefined,
): void {
  tally.span(events);
  const observed = observe(events, copies);
  const sections = propose(observed, compileSettings(config).role);
  const proposal = writeProposal(sections, observed);
  if (sink === undefined) process.stdout.write(proposal);
  sink?.write(proposal);
  sink?.end();
  process.stderr.write(readingText(tally.summary(locator.describe())));
  const counts = sections.map(({ path, entries }) => `${path.join('.')} ${entries.length}`);
  process.stderr.write(
    `proposed: ${counts.join(', ') || 'nothing: too little was seen on three days or more'}\n`,
  );
}

function refuseExisting(path: string | undefined): void {
  if (path === undefined || !isThere(path)) return;
  throw wrongUsage(`${path} exists`, 'name another file: a proposal never overwrites one');
}
