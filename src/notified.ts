import type { Delivery, Fate, ObjectName, ReadProblem } from './core/delivery.ts';
import { RolewardenError, reasonOf } from './core/errors.ts';
import type { Meter } from './core/meter.ts';
import type { Log, Objects } from './core/ports.ts';
import { contentOf } from './ingest/chunks.ts';
import { holdsNoEvents, isRecording } from './ingest/names.ts';
import { readStream } from './ingest/stream.ts';

/** What reading a notified file needs. */
export interface NotifiedParts {
  readonly objects: Objects;
  readonly meter: Meter;
  readonly log: Log;
  /** Judges a part of the file, as a delivery of its own. */
  readonly judge: (part: Delivery) => Promise<Fate>;
  /** Keeps what cannot be read. */
  readonly refuse: (delivery: Delivery, problems: readonly ReadProblem[]) => Promise<Fate>;
}

/** Records that are judged together: a trail's file may hold a hundred thousand. */
const PART = 500;

/**
 * Reads the files that a delivery names, whatever their size, in bounded memory. `again` if one could not be read for
 * now, or an effect is owed. What can never be read is refused, and done.
 */
export async function readNotified(
  parts: NotifiedParts,
  delivery: Delivery,
  names: readonly ObjectName[],
): Promise<Fate> {
  let fate: Fate = 'done';
  for (const name of names) {
    if ((await readOne(parts, delivery, name)) === 'again') fate = 'again';
  }
  return fate;
}

async function readOne(parts: NotifiedParts, delivery: Delivery, name: ObjectName): Promise<Fate> {
  const { log, meter } = parts;
  const { bucket, key } = name;
  if (!isRecording(key) || key.split('/').some(holdsNoEvents)) {
    meter.add('objects', 1, 'skipped');
    log.debug({ bucket, key }, 'skipped: not a recording by its name');
    return 'done';
  }
  const id = `s3://${bucket}/${key}`;
  const whole = { id, body: '', source: `arn:${delivery.source?.split(':')[1] ?? 'aws'}:s3:::${bucket}` };
  const source = watched(parts.objects.read(name));
  try {
    const fate = await judgeParts(parts, whole, source.bytes);
    meter.add('objects', 1, 'read');
    return fate;
  } catch (thrown) {
    meter.add('objects', 1, 'failed');
    if (source.failed() && !(thrown instanceof RolewardenError)) {
      log.error(
        { bucket, key, reason: reasonOf(thrown) },
        'a notified file could not be read; it comes again',
      );
      meter.add('feed_errors', 1, 'unavailable');
      return 'again';
    }
    return parts.refuse(whole, [{ where: id, reason: `unreadable: ${reasonOf(thrown)}` }]);
  }
}

/** Judges a file part by part, each before the next is read. Throws what reading throws, after what came before. */
async function judgeParts(
  { judge, refuse }: NotifiedParts,
  whole: Delivery,
  bytes: AsyncIterable<Buffer>,
): Promise<Fate> {
  const problems: ReadProblem[] = [];
  let fate: Fate = 'done';
  let [records, part]: [unknown[], number] = [[], 0];
  const flush = async () => {
    const body = records;
    records = [];
    if (body.length === 0) return;
    const settled = await judge({ ...whole, id: `${whole.id}#${part++}`, body });
    if (settled === 'again') fate = 'again';
  };
  try {
    for await (const item of readStream(contentOf(bytes), whole.id)) {
      if (item.kind === 'record') records.push(item.record.value);
      else if (item.kind === 'problem') problems.push(item.problem);
      if (records.length >= PART) await flush();
    }
  } finally {
    await flush();
  }
  if (problems.length > 0 && (await refuse(whole, problems)) === 'again') return 'again';
  return fate;
}

/** Tells whether the bytes stopped coming: what zlib says of them is another thing, and no retry mends it. */
function watched(source: AsyncIterable<Buffer>): {
  readonly bytes: AsyncIterable<Buffer>;
  failed(): boolean;
} {
  let failed = false;
  async function* follow(): AsyncGenerator<Buffer> {
    try {
      yield* source;
    } catch (thrown) {
      failed = true;
      throw thrown;
    }
  }
  return { bytes: follow(), failed: () => failed };
}
