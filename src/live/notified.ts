import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { RolewardenError, reasonOf, statusOf } from '../core/errors.ts';
import type { Delivery, Fate, ObjectName, ReadProblem } from '../core/ports/delivery.ts';
import type { Meter } from '../core/ports/meter.ts';
import type { Log, Objects } from '../core/ports/ports.ts';
import { troubleOf } from '../core/ports/trouble.ts';
import { contentOf } from '../ingest/file/chunks.ts';
import { holdsNoEvents, isRecording } from '../ingest/file/names.ts';
import { readStream } from '../ingest/file/stream.ts';
import { PROBLEMS } from '../ingest/json/limits.ts';
import { encodeText } from '../report/encode.ts';
import { bounded, noRecording, watched } from './notified-bytes.ts';

/** What reading a notified file needs. */
export interface NotifiedParts {
  readonly objects: Objects;
  readonly meter: Meter;
  readonly log: Log;
  /** Once it aborts, nothing more is read, and what was not read is redelivered. */
  readonly signal: AbortSignal;
  /** Whether calls of other services are read, too. */
  readonly watch: boolean;
  /** Judges a part of the file, as a delivery of its own. */
  readonly judge: (part: Delivery) => Promise<{
    readonly fate: Fate;
    readonly problems: readonly ReadProblem[];
  }>;
  /** Quarantines what cannot be read. */
  readonly refuse: (delivery: Delivery, problems: readonly ReadProblem[]) => Promise<Fate>;
}

/** Records that are judged together: a trail's file may have a hundred thousand. */
const PART = 500;

/**
 * Reads and judges the files that a delivery names, in bounded memory whatever their size. `again` if one could not be
 * read at the moment, or an alert or revocation is outstanding. What can never be read is given to `refuse`.
 */
export async function readNotified(
  parts: NotifiedParts,
  delivery: Delivery,
  names: readonly ObjectName[],
): Promise<Fate> {
  let fate: Fate = 'done';
  for (const name of names) {
    if (parts.signal.aborted) return 'again';
    if ((await readOne(parts, delivery, name)) === 'again') fate = 'again';
  }
  return fate;
}

async function readOne(parts: NotifiedParts, delivery: Delivery, name: ObjectName): Promise<Fate> {
  const { log, meter, objects, signal } = parts;
  const { bucket } = name;
  const key = encodeText(name.key);
  if (!isRecording(name.key) || name.key.split('/').some(holdsNoEvents)) {
    meter.add('objects', 1, 'skipped');
    log.debug({ bucket, key }, 'skipped: not a recording by its name');
    return 'done';
  }
  const id = `s3://${bucket}/${key}`;
  const whole = { id, body: '', source: `arn:${delivery.source?.split(':')[1] ?? 'aws'}:s3:::${bucket}` };
  const source = watched(objects.read(name, signal));
  // also of what was judged before reading failed: a damaged file may hold an alert that is still to be sent
  let owed = false;
  const judge: NotifiedParts['judge'] = async (part) => {
    const judged = await parts.judge(part);
    owed ||= judged.fate === 'again';
    return judged;
  };
  try {
    const fate = await judgeParts({ ...parts, judge }, whole, source.bytes);
    meter.add('objects', 1, 'read');
    return owed ? 'again' : fate;
  } catch (thrown) {
    if (signal.aborted) return 'again';
    meter.add('objects', 1, 'failed');
    if (!source.failed() || thrown instanceof RolewardenError) {
      const fate = await parts.refuse(whole, [{ where: id, reason: `unreadable: ${reasonOf(thrown)}` }]);
      return owed ? 'again' : fate;
    }
    noteTrouble(parts, { bucket, key }, thrown);
    return 'again';
  }
}

/** S3 did not give the file: that is counted and logged. */
function noteTrouble(
  { log, meter }: NotifiedParts,
  named: { readonly bucket: string; readonly key: string },
  thrown: unknown,
): void {
  // with 503, whatever it calls it, S3 asks for fewer requests
  const kind = statusOf(thrown) === 503 ? 'throttled' : troubleOf(thrown);
  meter.add('feed_errors', 1, kind);
  const remedy =
    kind === 'refused'
      ? 'allow s3:GetObject, and kms:Decrypt on its key; s3:ListBucket tells gone from refused'
      : undefined;
  log.error(
    { ...named, reason: reasonOf(thrown), remedy },
    'a notified file could not be read; it is redelivered',
  );
}

/**
 * Judges a file part by part, each before the next is read. If reading throws, what was read before is judged first.
 * Returns `again` if what cannot be read in it could not be quarantined.
 */
async function judgeParts(
  { judge, refuse, signal, watch }: NotifiedParts,
  whole: Delivery,
  bytes: AsyncIterable<Buffer>,
): Promise<Fate> {
  const problems: ReadProblem[] = [];
  let records: unknown[] = [];
  let part = 0;
  const note = (problem: ReadProblem) => {
    problems.push(problem);
    if (problems.length < PROBLEMS) return;
    throw noRecording(`more than ${PROBLEMS} of its records cannot be read`);
  };
  const flush = async () => {
    const body = records;
    records = [];
    if (body.length === 0) return;
    problems.push(...(await judge({ ...whole, id: `${whole.id}#${part++}`, body })).problems);
  };
  try {
    for await (const found of readStream(bounded(contentOf(bytes)), whole.id, watch)) {
      for (const item of found) {
        if (item.kind === 'problem') note(item.problem);
        else if (item.kind === 'record') records.push(item.record.value);
        if (records.length >= PART) await flush();
      }
      // a small gzip may hold millions of records: health checks and lease renewals must go on meanwhile
      await turnOfLoop();
      signal.throwIfAborted();
    }
  } finally {
    await flush();
  }
  return problems.length === 0 ? 'done' : refuse(whole, problems);
}
