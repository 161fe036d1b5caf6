import type { Position, PositionChange } from '../core/checkpoints.ts';
import { pause } from '../core/waiting.ts';
import { createJournal } from './kinesis-journal.ts';
import { createTerm, type TermOptions } from './kinesis-term.ts';

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

export interface LeaseOptions extends TermOptions {
  readonly positions: ReadonlyMap<string, Position>;
}

/** How soon the store is asked again after it could not be. */
const SOON = 1_000;

/** Keeps the lease alive until it is closed or lost. */
export function createLease(options: LeaseOptions): Lease {
  const { checkpoints, log, owner, pace } = options;
  const journal = createJournal((change) => checkpoints.write(owner, change), options.positions);
  const term = createTerm(options, journal.all);
  /** A refused write says that the stream is not ours, or that the store was emptied: which one must be asked. */
  const flush = async () => {
    if (term.over.aborted || (await journal.flush()) !== 'refused') return;
    term.doubt();
    await term.ask();
    if (!term.over.aborted) await journal.flush();
  };
  const keep = async () => {
    while (!term.over.aborted) {
      await pause(term.failed() ? SOON : pace.renew, term.over);
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
      if (!term.runs() && !term.failed(SOON)) await term.ask();
      return !term.over.aborted;
    },
    async close() {
      await flush();
      if (term.over.aborted) return;
      term.end();
      const left = journal.left();
      if (left > 0) log.warn({ shards: left }, 'the last checkpoints are not written: records come again');
      await checkpoints.release(owner).catch(() => {});
    },
  };
}
