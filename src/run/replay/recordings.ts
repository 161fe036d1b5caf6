import type { App } from '../../app.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { BucketFiles } from '../../feeds/s3/bucket.ts';
import { type Packed, unpack } from '../../ingest/packed/packed.ts';
import { mergeCopies } from '../../ingest/record/merge.ts';
import type { Counts } from './counts.ts';
import { findEntries } from './entries.ts';
import { mustHoldRecords } from './held.ts';
import type { ReadingJournal } from './journal.ts';
import { type Readers, readAll } from './readers.ts';
import { type BucketObject, type Part, type ReadParts, readSource, type Source } from './reading.ts';
import { createTally, type ReplayTally } from './tally.ts';

/** What to read, and how. */
export interface ReadOptions {
  readonly paths: readonly string[];
  /**
   * Files that this run writes, and its configuration: no recordings, even if they lie in a folder that is read.
   */
  readonly ours?: readonly string[];
  /** Files of which all events are at or after it (ms since 1970) need not be read. */
  readonly to?: number | undefined;
  readonly signal?: AbortSignal;
  readonly log: Log;
  /** Needed for paths in S3. */
  readonly buckets?: BucketFiles | undefined;
  /** Readers in other threads; if left out, this thread reads. */
  readonly readers?: Readers;
  /** Where what is read is kept, for the next run. */
  readonly journal?: ReadingJournal | undefined;
  /** Called now and then while reading, and by a replay while judging. `total`: undefined while it is not known. */
  progress?(phase: 'reading' | 'judging', done: number, total: number | undefined): void;
}

/** What is read at once. One file is scanned while Node's threads inflate others; objects are mostly waited for. */
const IN_FLIGHT = { files: 3, objects: 12 };
const NEVER = new AbortController().signal;

/** Everything that was read: `copies` as recorded, `events` with the copies of each call merged. Neither is sorted. */
export interface Recordings {
  readonly copies: readonly StsEvent[];
  readonly events: readonly StsEvent[];
  readonly tally: ReplayTally;
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

/**
 * Reads recordings and hands the events to `put`, as they come: packed, unsorted, copies included. Throws as `replay`
 * does.
 */
export async function readInto(
  app: App,
  options: ReadOptions,
  tally: ReplayTally,
  put: (events: readonly Packed[]) => void,
): Promise<void> {
  const { paths, ours = [], log, buckets, to, progress, signal = NEVER } = options;
  const objects = buckets && ((file: BucketObject) => buckets.open({ ...file, kind: 'file' }, signal));
  const parts: ReadParts = { how: app.how, now: Date.now(), log, objects };
  const { read, most } = options.readers ?? {
    read: (source: Source) => readSource(parts, source),
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
