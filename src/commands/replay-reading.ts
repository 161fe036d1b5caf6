import { statSync } from 'node:fs';
import { type App, digest, VERSION } from '../app.ts';
import type { Config } from '../config/schema.ts';
import { bucketSettings, openBuckets } from '../run/buckets.ts';
import { type Journal, openJournal } from '../run/journal.ts';
import { startReadThreads } from '../run/read-threads.ts';
import type { ReplayOptions } from '../run/replay.ts';
import { levelFrom, type Surroundings } from './command.ts';

/** How a replay reads: from where, with which threads, and what it keeps of it. */
export interface ReplayReading {
  readonly options: Pick<ReplayOptions, 'buckets' | 'readers'>;
  /** Opens what `--resume` names. Throws ERR_USAGE for a file that is no journal, or one of other circumstances. */
  journal(app: App): Journal | undefined;
  /** What is to be said if the replay does not come to its end. */
  readonly unfinished: string;
  close(): Promise<void>;
}

export async function openReading(
  paths: readonly string[],
  config: Config,
  { environment }: Surroundings,
  how: { readonly workers: number; readonly resume: string | undefined; readonly level: string | undefined },
): Promise<ReplayReading> {
  const { level, resume, workers } = how;
  const settings = bucketSettings(paths, environment);
  const buckets = await openBuckets(settings);
  const threads =
    workers === 1
      ? undefined
      : startReadThreads(workers, { config, level: levelFrom(level), buckets: settings });
  let journal: Journal | undefined;
  return {
    options: { buckets, ...(threads && { readers: threads }) },
    journal(app) {
      if (resume !== undefined) journal = openJournal(resume, fingerprintOf(app, config));
      return journal;
    },
    unfinished:
      resume === undefined
        ? ''
        : `rolewarden: what was read is kept in ${resume}; the same command goes on from it\n`,
    async close() {
      journal?.close();
      buckets?.close();
      await threads?.close();
    },
  };
}

/** Everything that an event depends on, besides its record. */
function fingerprintOf({ how, locator }: App, config: Config): string {
  const lists = config.lists.map((list) => ({ ...list, file: fileOf(list.path) }));
  const databases = Object.values(config.databases).map(fileOf);
  const own = config.organisation.networks;
  const parts = {
    VERSION,
    how,
    described: locator.describe(),
    lists,
    databases,
    own,
    aws: fileOf(config.awsRanges),
  };
  return digest(JSON.stringify(parts));
}

function fileOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const { mtimeMs, size } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}
