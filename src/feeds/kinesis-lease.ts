import type { Checkpoints, Position, PositionChange } from '../core/checkpoints.ts';
import { reasonOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { createJournal } from './kinesis-journal.ts';
import type { Pace } from './kinesis-parts.ts';
import { pause } from './kinesis-time.ts';

/** Our hold on the stream, and how far its shards were read. */
export interface Lease {
  position(shard: string): Position | undefined;
  /** Remembers it, and writes it as soon as the store takes it. Never throws. */
  change(change: PositionChange): Promise<void>;
  /** Forgets shards that were read to their end and that the stream no longer lists. */
  forget(listed: ReadonlySet<string>): Promise<void>;
  /**
   * Whether work may begin: the lease runs, or was asked for anew, or the store cannot be asked at all. A blind
   * detector is the worse fault (ADR 0016).
   */
  assured(): Promise<boolean>;
  /** Reading goes on although the lease ran out, because the store cannot be asked. */
  adrift(): boolean;
  /** Writes what is not written and gives the stream back; nothing is written afterwards. Never throws. */
  close(): Promise<void>;
}

export interface LeaseOptions {
  readonly checkpoints: Checkpoints;
  readonly owner: string;
  readonly positions: ReadonlyMap<string, Position>;
  /** When the stream was asked for: the lease runs at least from then. */
  readonly asked: number;
  /** Called once when another has the stream. */
  readonly lost: () => void;
  readonly log: Log;
  readonly pace: Pace;
}

/** How soon the store is asked again after it could not be. */
const SOON = 1_000;

/** Keeps the lease alive until it is closed or lost. */
export function createLease(options: LeaseOptions): Lease {
  const { checkpoints, log, owner, pace } = options;
  const journal = createJournal((change) => checkpoints.write(owner, change), options.positions);
  const closed = new AbortController();
  let confirmed = options.asked;
  let adrift = false;
  let lost = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const runs = () => performance.now() - confirmed < pace.lease;
  const renew = async () => {
    const sent = performance.now();
    try {
      const answer = await checkpoints.renew(owner, pace.lease);
      if (answer === 'lost') return lose();
      if (answer === 'emptied') journal.all();
      confirmed = sent;
      if (adrift)
        log.info({}, 'the store is back, and the stream is still ours: checkpoints are written again');
      adrift = false;
    } catch (thrown) {
      failedAt = performance.now();
      if (runs() || adrift || closed.signal.aborted) return;
      adrift = true;
      log.warn({ reason: reasonOf(thrown) }, 'the store is lost: the stream is read on without checkpoints');
    }
  };
  const lose = () => {
    if (lost || closed.signal.aborted) return;
    lost = true;
    closed.abort();
    options.lost();
  };
  const ask = () => {
    asking ??= renew().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  /** A refused write says that the stream is not ours, or that the store was emptied: what it is must be asked. */
  const flush = async () => {
    if (closed.signal.aborted || (await journal.flush()) !== 'refused') return;
    confirmed = Number.NEGATIVE_INFINITY;
    await ask();
    if (!lost) await journal.flush();
  };
  const keep = async () => {
    while (!closed.signal.aborted) {
      await pause(failedAt > confirmed ? SOON : pace.renew, closed.signal);
      if (closed.signal.aborted) return;
      await ask();
      await flush();
    }
  };
  void keep();
  return {
    position: journal.position,
    adrift: () => adrift,
    async change(change) {
      journal.note(change);
      await flush();
    },
    async forget(listed) {
      const gone = journal.ended().filter((shard) => !listed.has(shard));
      if (gone.length === 0) return;
      journal.note({ moved: new Map(), gone });
      await flush();
    },
    async assured() {
      if (!runs() && !lost && performance.now() - failedAt >= Math.min(SOON, pace.lease)) await ask();
      return !lost;
    },
    async close() {
      await flush();
      if (closed.signal.aborted) return;
      closed.abort();
      const left = journal.left();
      if (left > 0)
        log.warn({ shards: left }, 'the last checkpoints are not written: some records come again');
      await checkpoints.release(owner).catch(() => {});
    },
  };
}
