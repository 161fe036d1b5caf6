import type { App } from '../app.ts';
import type { StsEvent } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { inOrder } from '../core/order.ts';
import type { Log } from '../core/ports.ts';
import type { ReplaySummary } from '../core/summary.ts';
import { readPaths } from '../ingest/files.ts';
import { mergeCopies } from '../ingest/merge.ts';
import { normalise, serviceOf } from '../ingest/normalise.ts';
import type { RawRecord } from '../ingest/record.ts';
import { createTally, type Tally } from './tally.ts';

export interface ReplayOptions {
  readonly paths: readonly string[];
  /** Events before it teach and are not reported; milliseconds since 1970. */
  readonly from: number | undefined;
  /** Events at or after it are ignored. */
  readonly to: number | undefined;
  /** At most this many events are judged together, a second never divided. No verdict depends on it. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  readonly log: Log;
  /** Called now and then while reading and judging. */
  progress?(phase: 'reading' | 'judging', done: number, total: number | undefined): void;
  finding(finding: Finding): void;
}

const BATCH = 1_000;
const REPORT_EVERY = 5_000;

/**
 * Replays recordings: reads everything, merges copies, puts the whole in event-time order and judges it.
 * The same records, configuration, databases and version give the same findings in any file order, split or
 * envelope. Throws ERR_USAGE for a path that does not exist, and the signal's reason when aborted.
 */
export async function replay(app: App, options: ReplayOptions): Promise<ReplaySummary> {
  const { events, tally } = await readRecordings(app, options);
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  const wanted = inOrder(events).filter(({ time }) => time < to);
  let done = 0;
  for (const batch of batches(wanted, options.batch ?? BATCH)) {
    options.signal?.throwIfAborted();
    for (const finding of await app.analyzer.judge(batch)) {
      if (Date.parse(finding.time) < from) continue;
      tally.finding(finding);
      options.finding(finding);
    }
    done += batch.length;
    options.progress?.('judging', done, wanted.length);
  }
  tally.span(wanted);
  return tally.summary(app.locator.describe());
}

/** What reading needs to know: the part of a replay's options that every reader of recordings shares. */
export type ReadOptions = Pick<ReplayOptions, 'paths' | 'log' | 'signal' | 'progress'>;

/** Everything read: `copies` as recorded, `events` with the copies of one call merged; neither in order. */
export interface Recordings {
  readonly copies: readonly StsEvent[];
  readonly events: readonly StsEvent[];
  readonly tally: Tally;
}

/** Reads recordings, merges copies, and counts what could not be read. Throws as `replay` does. */
export async function readRecordings(app: App, options: ReadOptions): Promise<Recordings> {
  const tally = createTally();
  const copies = await readEvents(app, options, tally);
  const { events, duplicates } = mergeCopies(copies);
  tally.duplicates(duplicates);
  return { copies, events, tally };
}

async function readEvents(app: App, options: ReadOptions, tally: Tally): Promise<readonly StsEvent[]> {
  const events: StsEvent[] = [];
  for await (const item of readPaths(options.paths)) {
    if (item.kind === 'record') {
      events.push(...readRecord(app, options, tally, item.record));
    } else if (item.kind === 'problem') {
      tally.problem(item.problem.where, item.problem.reason);
      options.log.debug({ ...item.problem }, 'skipped: unreadable');
    } else if (item.kind === 'skipped') {
      tally.skippedFile();
      options.log.debug({ path: item.path, reason: item.reason }, 'skipped: not a recording');
    }
  }
  return events;
}

function readRecord(app: App, options: ReadOptions, tally: Tally, record: RawRecord): readonly StsEvent[] {
  const done = tally.record(serviceOf(record.value));
  if (done % REPORT_EVERY === 0) {
    options.signal?.throwIfAborted();
    options.progress?.('reading', done, undefined);
  }
  const result = normalise(record.value, app.locator, app.how);
  if (result.kind === 'event') return [result.event];
  if (result.kind !== 'other') {
    tally.unjudged(result.kind, record.where, result.reason);
    options.log.debug({ where: record.where, reason: result.reason }, `skipped: ${result.kind}`);
  }
  return [];
}

/** Cuts a sorted list into batches; events of one second always stay together. */
function* batches(events: readonly StsEvent[], size: number): Generator<readonly StsEvent[]> {
  const second = (event: StsEvent | undefined) => event && Math.floor(event.time / 1_000);
  let start = 0;
  while (start < events.length) {
    let end = Math.min(start + size, events.length);
    while (end < events.length && second(events[end]) === second(events[end - 1])) end++;
    yield events.slice(start, end);
    start = end;
  }
}
