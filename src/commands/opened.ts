import { type App, createApp } from '../app.ts';
import type { Config } from '../config/schema.ts';
import type { Log, Store } from '../core/ports/ports.ts';
import type { BucketFiles } from '../feeds/s3/bucket.ts';
import { bucketSettings, openBuckets } from '../run/replay/buckets.ts';
import type { Surroundings } from './command.ts';
import { createProgress } from './progress.ts';

/** What a command that reads recordings works with. */
export interface Opened {
  readonly app: App;
  /** Undefined if no path lies in a bucket. */
  readonly buckets: BucketFiles | undefined;
  readonly progress: ReturnType<typeof createProgress>;
}

/** Opens it for `work`, and closes it afterwards, however that ends. Throws as `createApp` and `work` do. */
export async function withOpened<Result>(
  options: {
    readonly config: Config;
    readonly log: Log;
    readonly paths: readonly string[];
    readonly store?: Store;
    /** Whether a progress line is shown. */
    readonly progress: boolean;
  },
  { environment }: Surroundings,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const { config, log, paths, store } = options;
  const app = await createApp({ config, log, ...(store && { store }) });
  const progress = createProgress(options.progress);
  let buckets: BucketFiles | undefined;
  try {
    buckets = await openBuckets(bucketSettings(paths, environment));
    return await work({ app, buckets, progress });
  } finally {
    progress.clear();
    buckets?.close();
    await app.close();
  }
}
