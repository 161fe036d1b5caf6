import type { Position, PositionChange } from '../../core/ports/checkpoints.ts';
import { pause } from '../../core/time/waiting.ts';
import { createJournal } from './journal.ts';
import { createTerm, SOON, type TermOptions } from './term.ts';

/** Our right to read the stream, and how far its shards were read. */
export interface Lease {
  position(shard: string): Position | undefined;
  /** Remembers a change and stores it, later if the store fails now. Never throws. */
  change(change: PositionChange): Promise<void>;
  /** Forgets shards that were read to their end and that the stream no longer lists. */
  forget(listed: ReadonlySet<string>): Promise<void>;
  /**
   * Waits until work may begin: the lease runs, is prolonged, or the store cannot be reached, in which case reading
   * goes on, since a blind detector is the worse fault (ADR 0016). False if the stream is not ours any more.
   */
  assured(): Promise<boolean>;
  /** Whether reading goes on although the lease ran out, because the store cannot be reached. */
  adrift(): boolean;
  /** Stores what is not stored yet and gives the stream back; nothing is stored afterwards. Never throws. */
  close(): Promise<void>;
}

/** `positions`: by shard key, as the store had them when the stream became ours. */
export interface LeaseOptions extends TermOptions {
  readonly positions: ReadonlyMap<string, Position>;
}

/** How often the store is asked (ms) while work waits for its answer. */
const AGAIN = 250;

/** Renews the lease until it is closed or lost. */
export function createLease(options: LeaseOptions): Lease {
  const { checkpoints, log, owner, pace } = options;
  const journal = createJournal((change) => checkpoints.write(owner, change), options.positions);
  const term = createTerm(options, journal.all);
  /** A write is refused if the stream is not ours, or if the store was emptied. Only asking tells which. */
  const flush = async () => {
    if (term.over.aborted || (await journal.flush()) !== 'refused') return;
    term.doubt();
    await term.ask();
    if (!term.over.aborted) await journal.flush();
  };
  const keep = async () => {
    while (!term.over.aborted) {
      await pause(term.failing() ? SOON : pace.renew, term.over);
      if (term.over.aborted) return;
      await term.ask();
      await flush();
    }
  };
  const change = async (made: PositionChange) => {
    journal.note(made);
    await flush();
  };
  void keep();
  return {
    position: journal.position,
    adrift: term.adrift,
    change,
    async forget(listed) {
      const gone = journal.ended().filter((shard) => !listed.has(shard));
      if (gone.length > 0) await change({ moved: new Map(), gone });
    },
    async assured() {
      if (!term.runs() && !term.failedWithin(SOON)) await term.ask();
      while (!term.over.aborted && !term.runs() && !term.adrift()) {
        await pause(AGAIN, term.over);
        await term.ask();
      }
      return !term.over.aborted;
    },
    async close() {
      await flush();
      if (term.over.aborted) return;
      term.end();
      const left = journal.left();
      if (left > 0)
        log.warn({ shards: left }, 'the last checkpoints were not written: records will be read again');
      await checkpoints.release(owner).catch(() => {});
    },
  };
}
