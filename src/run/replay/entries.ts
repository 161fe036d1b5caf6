import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Log } from '../../core/ports/ports.ts';
import type { BucketAddress, BucketFiles, Listed } from '../../feeds/s3/bucket.ts';
import { findFiles } from '../../ingest/file/search.ts';
import { isCovered, isInBucket } from './buckets.ts';
import { createCounting } from './counts.ts';
import type { PathEntry } from './readers.ts';

type Skipped = Extract<Listed, { readonly kind: 'skipped' }>;

/** Where to look for recordings. */
export interface Search {
  readonly paths: readonly string[];
  /** Files that this run uses or writes; they are left out in folders. */
  readonly ours: readonly string[];
  /** Needed for paths in S3. */
  readonly buckets: BucketFiles | undefined;
  /** Events at or after this time (ms) are not wanted. */
  readonly to: number | undefined;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** So many names at a time are passed over before others, such as Ctrl-C, have their turn. */
const AT_ONCE = 1_000;

/**
 * Everything under the paths, each file once: first local files and folders, then buckets, each in order. What is not
 * read is added up until the next file: a million names take no memory. Throws as `findFiles` and `BucketFiles.list`
 * do, and the signal's reason.
 */
export async function* findEntries(search: Search): AsyncGenerator<PathEntry> {
  let passed = createCounting();
  let names = 0;
  for await (const entry of foundIn(search)) {
    if (entry.kind === 'counts') {
      passed.add(entry.counts);
      if (++names % AT_ONCE === 0) await turnOfLoop();
      search.signal.throwIfAborted();
      continue;
    }
    if (names > 0) yield { kind: 'counts', counts: passed.counts() };
    passed = createCounting();
    names = 0;
    yield entry;
  }
  if (names > 0) yield { kind: 'counts', counts: passed.counts() };
}

async function* foundIn(search: Search): AsyncGenerator<PathEntry> {
  const { log, ours, paths } = search;
  const inBuckets = paths.filter(isInBucket);
  const addresses = await addressesOf(inBuckets);
  const local = paths.filter((path) => !isInBucket(path));
  for await (const found of findFiles(local, ours)) {
    if (found.kind === 'file') yield { kind: 'source', source: found };
    else if (found.kind === 'skipped') yield skipped(found, log);
    else {
      const counting = createCounting();
      counting.problem(found.problem.where, found.problem.reason);
      log.debug({ ...found.problem }, 'skipped: unreadable');
      yield { kind: 'counts', counts: counting.counts() };
    }
  }
  yield* findObjects(search, addresses);
}

async function* findObjects(search: Search, addresses: readonly BucketAddress[]): AsyncGenerator<PathEntry> {
  const { buckets, log, signal, to } = search;
  for (const [index, address] of addresses.entries()) {
    if (buckets === undefined) throw new Error('buckets cannot be read here');
    const before = addresses.slice(0, index);
    for await (const found of buckets.list(address, signal, { to })) {
      if (found.kind === 'skipped') yield skipped(found, log);
      else if (!isCovered(found, before)) yield { kind: 'source', source: { ...found, kind: 'object' } };
    }
  }
}

/** Parses all addresses, so that a wrong one is found before anything is read. */
async function addressesOf(paths: readonly string[]) {
  if (paths.length === 0) return [];
  const { parseBucketAddress } = await import('../../feeds/s3/bucket.ts');
  return paths.map(parseBucketAddress);
}

function skipped(found: Skipped, log: Log): PathEntry {
  const { later, path, reason } = found;
  const counting = createCounting();
  counting.skippedFile();
  if (later === true) counting.vacant();
  log.debug({ path, reason }, 'skipped: not a recording');
  return { kind: 'counts', counts: counting.counts() };
}
