import { randomUUID } from 'node:crypto';
import type { Checkpoints } from '../../core/ports/checkpoints.ts';
import { pause, pauseAfter } from '../../core/time/waiting.ts';
import { noSuchStream } from './faults.ts';
import { createLease, type Lease } from './lease.ts';
import type { KinesisParts } from './parts.ts';
import { readShards } from './shards.ts';
import { type Held, type Phase, standBy } from './standby.ts';
import { endedBy } from './time.ts';

/** What a feed is doing at the moment; its health is derived from it. */
export interface FeedState {
  phase: Phase;
  lease: Lease | undefined;
}

/** What `readWhileOurs` needs. `stream` is a name or an ARN. */
export interface Shared extends KinesisParts {
  readonly start: 'latest' | 'horizon';
  readonly checkpoints: (arn: string) => Checkpoints;
  /** Aborts when there is no time left, not even for what is in flight. */
  readonly abandon: AbortSignal;
}

/**
 * Where reading begins at the tip, the first stored position is this much (ms) earlier: clocks differ, and repetition
 * beats a gap.
 */
const MARGIN = 60_000;

/** Stands by until the stream is ours, reads until it is lost, and so on until the signal aborts. */
export async function readWhileOurs(shared: Shared, state: FeedState, end: AbortSignal): Promise<void> {
  const { log, pace } = shared;
  const arn = await arnOf(shared, end);
  if (arn === undefined) return;
  const checkpoints = shared.checkpoints(arn);
  const phase = (next: Phase) => {
    const changed = state.phase !== next;
    state.phase = next;
    return changed;
  };
  while (!end.aborted) {
    const owner = randomUUID();
    const held = await standBy({ checkpoints, owner, end, log, pace, phase });
    if (held === undefined) return;
    phase('reads');
    await readHeld(held, { ...shared, stream: arn, owner, store: checkpoints }, state, end);
  }
}

interface Holding extends Shared {
  readonly owner: string;
  readonly store: Checkpoints;
}

/** Reads until another process has the stream or the signal aborts, then gives the stream back. */
async function readHeld(held: Held, holding: Holding, state: FeedState, end: AbortSignal): Promise<void> {
  const { log, owner, pace, start, store } = holding;
  const lost = new AbortController();
  const ending = endedBy(end, lost.signal);
  const lease = createLease({
    checkpoints: store,
    owner,
    positions: held.positions,
    asked: held.asked,
    lost() {
      log.warn({}, 'another process has the stream now: stops reading');
      lost.abort();
    },
    log,
    pace,
  });
  state.lease = lease;
  // given back, so that the next process need not wait until the lease runs out
  holding.abandon.addEventListener('abort', lease.close, { once: true });
  const begin = start === 'horizon' ? start : held.now - MARGIN;
  try {
    const parts = { parts: holding, lease, end: ending.signal };
    await readShards({ ...parts, begin: held.positions.size === 0 ? begin : undefined });
  } finally {
    ending.unlink();
    holding.abandon.removeEventListener('abort', lease.close);
    await lease.close();
    state.lease = undefined;
  }
}

/**
 * Asks for the stream's ARN until there is an answer; undefined if `end` aborted. Throws if there is no such stream.
 */
async function arnOf({ calls, pace, stream, watch }: Shared, end: AbortSignal): Promise<string | undefined> {
  while (!end.aborted) {
    try {
      const arn = await calls.arn(end);
      watch.well('DescribeStreamSummary');
      return arn;
    } catch (thrown) {
      if (end.aborted) return undefined;
      const { fault, tries } = watch.failed('DescribeStreamSummary', thrown);
      if (fault.code === 'ResourceNotFound') throw noSuchStream(stream, thrown);
      await pause(pauseAfter(tries, pace.first, pace.most), end);
    }
  }
  return undefined;
}
