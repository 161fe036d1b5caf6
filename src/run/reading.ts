import type { Millis } from '../core/event.ts';
import type { Log } from '../core/ports.ts';
import { UNLOCATED } from '../ingest/address.ts';
import { readBytes, readFile } from '../ingest/files.ts';
import type { Item } from '../ingest/item.ts';
import { type HowToRead, normalise, placeOf, serviceOf } from '../ingest/normalise.ts';
import { type Packed, pack } from '../ingest/packed.ts';
import { type Counting, type Counts, createCounting } from './counts.ts';

/** A file to be read. Plain data: another thread opens it. */
export type Source = { readonly kind: 'file'; readonly path: string; readonly named: boolean } | BucketObject;

/** An object in S3, as it was listed. */
export interface BucketObject {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** What a piece of a file held. The events may be in any order, and copies of one call are still apart. */
export interface Part {
  readonly events: readonly Packed[];
  readonly counts: Counts;
  /** The disk failed before the file's end, or a record is ahead of the clock: another time may show more. */
  readonly broken?: true;
}

/** What turns files into parts. */
export interface Desk {
  readonly how: HowToRead;
  /** The host's clock when the run began: one for all of it, so that copies of a record fare alike. */
  readonly now: Millis;
  readonly log: Log;
  /** The bytes of an object in S3. */
  readonly objects?: ((object: BucketObject) => AsyncIterable<Buffer>) | undefined;
}

/** So many events make a part: enough to be sent at once, few enough to be held. */
const PART = 500;
/** So many chunks of a file, too, though nothing was in them: counts go on, and a signal is heard. */
const CHUNKS = 32;

/** Reads one file, part by part. Throws ERR_INPUT_UNREADABLE for a named file that the disk fails under. */
export async function* readSource(desk: Desk, source: Source): AsyncGenerator<Part> {
  let events: Packed[] = [];
  let counting = createCounting();
  const own = new Set<string>();
  let [chunks, broken] = [0, false];
  for await (const items of itemsIn(desk, source)) {
    const to = { events, counting, own };
    for (const item of items) {
      if (take(desk, item, to)) broken = true;
    }
    if (events.length < PART && ++chunks < CHUNKS) continue;
    yield { events, counts: counting.counts() };
    events = [];
    counting = createCounting();
    chunks = 0;
  }
  yield { events, counts: counting.counts(), ...(broken && { broken }) };
}

function itemsIn({ how, objects }: Desk, source: Source): AsyncIterable<readonly Item[]> {
  if (source.kind === 'file') return readFile(source, how.watch);
  if (objects === undefined) throw new Error('objects in S3 cannot be read here');
  return readBytes(objects(source), nameOf(source), how.watch);
}

/** A source as messages name it. */
export function nameOf(source: Source): string {
  return source.kind === 'file' ? source.path : `s3://${source.bucket}/${source.key}`;
}

/** Where what a file holds goes to. `own`: what it holds of Rolewarden itself, told at its end, once. */
interface Taking {
  readonly events: Packed[];
  readonly counting: Counting;
  readonly own: Set<string>;
}

/** Whether another time may show more. */
function take(desk: Desk, item: Item, { events, counting, own }: Taking): boolean {
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
    desk.log.debug({ ...item.problem }, 'skipped: unreadable');
  } else if (item.kind === 'record') {
    const { value, where } = item.record;
    counting.record(serviceOf(value));
    const result = normalise(value, UNLOCATED, desk.how, desk.now);
    if (result.kind === 'event') events.push(pack(result.event));
    else if (result.kind !== 'other') {
      const place = placeOf(where, result);
      counting.unjudged(result.kind, place, result.reason);
      desk.log.debug({ where: place, reason: result.reason }, `skipped: ${result.kind}`);
      return result.ahead !== undefined;
    }
  }
  return false;
}
