import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { App } from '../../app.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { ReplaySummary } from '../../core/finding/summary.ts';
import { type ReadOptions, readInto } from './recordings.ts';
import { createShelf } from './shelf.ts';
import { createTally } from './tally.ts';

/** What to replay, and how. Times in milliseconds since 1970. */
export interface ReplayOptions extends ReadOptions {
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
  finding(finding: Finding): void;
}

const BATCH = 250;

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
      tally.span(batch, from);
      for (const finding of await app.analyzer.judge(batch)) {
        if (Date.parse(finding.time) < from) continue;
        tally.finding(finding);
        options.finding(finding);
      }
      done += batch.length;
      options.progress?.('judging', done, sorted.events);
    }
    tally.ignored(sorted.events - done);
    return tally.summary(app.locator.describe());
  } finally {
    shelf.drop();
  }
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
