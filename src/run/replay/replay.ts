import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { App } from '../../app.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { ReplaySummary } from '../../core/finding/summary.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { BucketFiles } from '../../feeds/s3/bucket.ts';
import { type Packed, unpack } from '../../ingest/packed/packed.ts';
import { mergeCopies } from '../../ingest/record/merge.ts';
import type { Counts } from './counts.ts';
import { findEntries } from './entries.ts';
import { mustHoldRecords } from './held.ts';
import type { Journal } from './journal.ts';
import { type Readers, readAll } from './readers.ts';
import { type BucketObject, type Desk, type Part, readSource, type Source } from './reading.ts';
import { createShelf } from './shelf.ts';
import { createTally, type Tally } from './tally.ts';

/** What to replay, and how. Times in milliseconds since 1970. */
export interface ReplayOptions {
  readonly paths: readonly string[];
  /**
   * Files that this run writes, and its configuration: no recordings, even if they lie in a folder that is replayed.
   */
  readonly ours?: readonly string[];
  /** Events before it teach, but are not reported. */
  readonly from: number | undefined;
  /** Events at or after it are ignored. */
  readonly to: number | undefined;
  /** About so many events are judged together; those of one second always are. No verdict depends on it. */
  readonly batch?: number;
  /** Events that are held in memory before the disk is used. No verdict depends on it. */
  readonly held?: number;
  /** Called once, when there are more than `held`. */
  readonly overflow?: () => void;
  readonly signal?: AbortSignal;
  readonly log: Log;
  /** Needed for paths in S3. */
  readonly buckets?: BucketFiles | undefined;
  /** Readers in other threads; if left out, this thread reads. */
  readonly readers?: Readers;
  /** Where what is read is kept, for the next run. */
  readonly journal?: Journal | undefined;
  /** Called now and then while reading and judging. */
  progress?(phase: 'reading' | 'judging', done: number, total: number | undefined): void;
  finding(finding: Finding): void;
}

const BATCH = 1_000;
/** What is read at once. One file is scanned while Node's threads inflate others; objects are mostly waited for. */
const IN_FLIGHT = { files: 3, objects: 12 };
const NEVER = new AbortController().signal;

/**
 * Replays recordings in bounded memory: reads everything, merges copies, sorts by event time and judges. The same
 * records, configuration, databases and version give the same findings, however the records are split into files,
 * ordered or wrapped. Throws ERR_USAGE for a path that does not exist, ERR_INPUT_UNREADABLE if none of the paths has a
 * record, and the signal's reason when aborted.
 */
export async function replay(app: App, options: ReplayOptions): Promise<ReplaySummary> {
  const tally = createTally();
  const shelf = createShelf(app.locator, options.held, options.overflow);
  try {
    await readInto(app, options, tally, (events) => shelf.add(events));
    const turn = async () => {
      await turnOfLoop();
      options.signal?.throwIfAborted();
    };
    const sorted = await shelf.close(turn);
    tally.merged(sorted.duplicates, shelf.size() - sorted.events);
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
    let done = 0;
    for (const batch of batches(sorted.inOrder(), to, options.batch ?? BATCH)) {
      await turn();
      tally.span(batch);
      for (const finding of await app.analyzer.judge(batch)) {
        if (Date.parse(finding.time) < from) continue;
        tally.finding(finding);
        options.finding(finding);
      }
      done += batch.length;
      options.progress?.('judging', done, sorted.events);
    }
    return tally.summary(app.locator.describe());
  } finally {
    shelf.drop();
  }
}

/** The options that everything that reads recordings shares. */
export type ReadOptions = Pick<
  ReplayOptions,
  'paths' | 'ours' | 'log' | 'signal' | 'progress' | 'readers' | 'journal' | 'buckets'
> &
  Partial<Pick<ReplayOptions, 'to'>>;

/** Everything that was read: `copies` as recorded, `events` with the copies of each call merged. Neither is sorted. */
export interface Recordings {
  readonly copies: readonly StsEvent[];
  readonly events: readonly StsEvent[];
  readonly tally: Tally;
}

/** Reads recordings into memory, merges copies, and counts. Throws as `replay` does. */
export async function readRecordings(app: App, options: ReadOptions): Promise<Recordings> {
  const tally = createTally();
  const copies: StsEvent[] = [];
  await readInto(app, options, tally, (events) => {
    for (const packed of events) copies.push(unpack(packed, app.locator));
  });
  const { events, duplicates } = mergeCopies(copies);
  tally.merged(duplicates, copies.length - events.length);
  return { copies, events, tally };
}

async function readInto(
  app: App,
  options: ReadOptions,
  tally: Tally,
  put: (events: readonly Packed[]) => void,
): Promise<void> {
  const { paths, ours = [], log, buckets, to, progress, signal = NEVER } = options;
  const objects = buckets && ((file: BucketObject) => buckets.open({ ...file, kind: 'file' }, signal));
  const desk: Desk = { how: app.how, now: Date.now(), log, objects };
  const { read, most } = options.readers ?? {
    read: (source: Source) => readSource(desk, source),
    most: buckets === undefined ? IN_FLIGHT.files : IN_FLIGHT.objects,
  };
  let records = 0;
  const sink = {
    part({ events, counts }: Part) {
      put(events);
      records += counts.records;
      progress?.('reading', records, undefined);
    },
    counts: (counts: Counts) => tally.add(counts),
  };
  const readOne = options.journal?.through(read) ?? read;
  await readAll(findEntries({ paths, ours, buckets, to, signal, log }), readOne, { most, signal, sink });
  mustHoldRecords(paths, tally.counts());
}

/**
 * Divides sorted events into batches. Events of one second stay together. Ends before the first event at or after `to`.
 */
function* batches(events: Iterable<StsEvent>, to: number, size: number): Generator<readonly StsEvent[]> {
  let batch: StsEvent[] = [];
  let second = Number.NaN;
  for (const event of events) {
    if (event.time >= to) break;
    const own = Math.floor(event.time / 1_000);
    if (batch.length >= size && own !== second) {
      yield batch;
      batch = [];
    }
    second = own;
    batch.push(event);
  }
  if (batch.length > 0) yield batch;
}
