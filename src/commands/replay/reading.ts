import { digest, howToRead, VERSION } from '../../app.ts';
import type { Config } from '../../config/schema.ts';
import { LAYOUT } from '../../ingest/packed/packed.ts';
import { startReadThreads } from '../../run/read-threads.ts';
import { bucketSettings, openBuckets } from '../../run/replay/buckets.ts';
import { openJournal, type ReadingJournal } from '../../run/replay/journal.ts';
import type { ReadOptions } from '../../run/replay/recordings.ts';
import { levelFrom, type Surroundings } from '../command.ts';

/** How a replay reads: from which buckets, in which threads, and with which journal. */
export interface ReplayReading {
  readonly options: Pick<ReadOptions, 'buckets' | 'readers'>;
  /** Opens the journal of `--resume`. Throws ERR_USAGE if the file is none, or was begun under other settings. */
  journal(): ReadingJournal | undefined;
  /** What to say if the replay does not come to its end. */
  readonly unfinished: string;
  close(): Promise<void>;
}

/** Opens buckets and starts threads, as far as the paths and `workers` need them. */
export async function openReading(
  paths: readonly string[],
  config: Config,
  { environment }: Surroundings,
  options: {
    readonly workers: number;
    readonly resume: string | undefined;
    readonly level: string | undefined;
  },
): Promise<ReplayReading> {
  const { level, resume, workers } = options;
  const how = howToRead(config);
  const settings = bucketSettings(paths, environment);
  const buckets = await openBuckets(settings);
  const threads =
    workers === 1
      ? undefined
      : startReadThreads(workers, { how, now: Date.now(), level: levelFrom(level), buckets: settings });
  let journal: ReadingJournal | undefined;
  return {
    options: { buckets, ...(threads && { readers: threads }) },
    journal() {
      if (resume !== undefined)
        journal = openJournal(resume, digest(JSON.stringify({ VERSION, LAYOUT, how })));
      return journal;
    },
    unfinished:
      resume === undefined
        ? ''
        : `rolewarden: what was read is kept in ${resume}; the same command continues from it\n`,
    async close() {
      journal?.close();
      buckets?.close();
      await threads?.close();
    },
  };
}
