import type { Log } from '../../core/ports/ports.ts';
import type { Millis } from '../../core/time/days.ts';
import { UNLOCATED } from '../../ingest/address/address.ts';
import type { Item } from '../../ingest/envelope/item.ts';
import { readBytes, readFile } from '../../ingest/file/files.ts';
import { type Packed, pack } from '../../ingest/packed/packed.ts';
import { normalise, whereOf } from '../../ingest/record/normalise.ts';
import { type HowToRead, serviceOf } from '../../ingest/record/services.ts';
import { type Counting, type Counts, createCounting } from './counts.ts';

/** A file to be read, as plain data that can be sent to another thread. `named`: by the user, not found in a folder. */
export type Source = { readonly kind: 'file'; readonly path: string; readonly named: boolean } | BucketObject;

/** An object in S3, as it was listed. */
export interface BucketObject {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** What one piece of a file held. The events may be in any order, and copies of a call are not merged yet. */
export interface Part {
  readonly events: readonly Packed[];
  readonly counts: Counts;
  /** The disk failed before the file's end, or a record lies in the future: reading again later may give more. */
  readonly broken?: true;
}

/** What reading needs. */
export interface ReadParts {
  readonly how: HowToRead;
  /** The time when the run began. One for the whole run, so that copies of a record are treated alike. */
  readonly now: Millis;
  readonly log: Log;
  /** Reads an object in S3; undefined if no path lies in a bucket. */
  readonly objects?: ((object: BucketObject) => AsyncIterable<Buffer>) | undefined;
}

/** Events of a part: enough to be worth sending, few enough to be held in memory. */
const PART = 500;
/**
 * A part also ends after so many chunks of a file, even without events, so that progress shows and a signal is noticed.
 */
const CHUNKS = 32;

/** Reads one file, part by part. Throws ERR_INPUT_UNREADABLE if the disk fails under a file that the user named. */
export async function* readSource(parts: ReadParts, source: Source): AsyncGenerator<Part> {
  let events: Packed[] = [];
  let counting = createCounting();
  const own = new Set<string>();
  let chunks = 0;
  let broken = false;
  for await (const items of itemsIn(parts, source)) {
    const to = { events, counting, own };
    for (const item of items) {
      if (take(parts, item, to)) broken = true;
    }
    if (events.length < PART && ++chunks < CHUNKS) continue;
    yield { events, counts: counting.counts() };
    events = [];
    counting = createCounting();
    chunks = 0;
  }
  yield { events, counts: counting.counts(), ...(broken && { broken }) };
}

function itemsIn({ how, objects }: ReadParts, source: Source): AsyncIterable<readonly Item[]> {
  if (source.kind === 'file') return readFile(source, how);
  if (objects === undefined) throw new Error('objects in S3 cannot be read here');
  return readBytes(objects(source), nameOf(source), how.watch);
}

/** How messages name a source. */
export function nameOf(source: Source): string {
  return source.kind === 'file' ? source.path : `s3://${source.bucket}/${source.key}`;
}

/** Where a file's items go. `own`: why it counts as a result of Rolewarden itself, reported once at the file's end. */
interface Taking {
  readonly events: Packed[];
  readonly counting: Counting;
  readonly own: Set<string>;
}

/** Sorts one item. True if reading again later may give more. */
function take(parts: ReadParts, item: Item, { events, counting, own }: Taking): boolean {
  if (item.kind === 'passed') {
    counting.passed(item.records);
  } else if (item.kind === 'file') {
    counting.file();
    for (const reason of own) counting.own(item.path, reason);
    return item.broken;
  } else if (item.kind === 'vacant') {
    counting.vacant();
  } else if (item.kind === 'problem' && item.problem.own === true) {
    own.add(item.problem.reason);
  } else if (item.kind === 'problem') {
    counting.problem(item.problem.where, item.problem.reason);
    parts.log.debug({ ...item.problem }, 'skipped: unreadable');
  } else if (item.kind === 'record') {
    const { value, where } = item.record;
    counting.record(serviceOf(value));
    const result = normalise(value, UNLOCATED, parts.how, parts.now);
    if (result.kind === 'event') events.push(pack(result.event));
    else if (result.kind !== 'other') {
      const place = whereOf(where, result);
      counting.unjudged(result.kind, place, result.reason);
      parts.log.debug({ where: place, reason: result.reason }, `skipped: ${result.kind}`);
      return result.ahead !== undefined;
    }
  }
  return false;
}
