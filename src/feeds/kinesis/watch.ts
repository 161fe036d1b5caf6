import type { FeedHealth } from '../../core/ports/feed.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { type CallFault, callFault } from './faults.ts';

/** Tracks failing calls and how far behind shards are. Logs once when calls begin to fail, and once when all work. */
export interface Watch {
  /**
   * Notes a failure; `place` is a shard's id or a call's name. Returns what it was, and how many came in a row there.
   */
  failed(place: string, thrown: unknown): { readonly fault: CallFault; readonly tries: number };
  /** A call at this place succeeded. */
  well(place: string): void;
  /** A shard was read; it is `behind` milliseconds behind its tip. */
  read(shard: string, behind: number): void;
  /** A shard is not read any more. */
  forget(shard: string): void;
  /** Sets the metrics that change even while nothing is read. */
  measure(): void;
  health(): FeedHealth;
}

/** So many failures in a row count as an outage; a refusal does at once. */
const WRONG = 3;
/** For so long (ms) after a read, a shard is taken to be as far behind as it was then; after that the delay grows. */
const RECENT = 5_000;

/** Sets the metrics `stream_behind` and `feed_lost`, and counts `feed_errors`. */
export function createWatch(log: Log, meter: Meter): Watch {
  const failing = new Map<string, number>();
  const wrong = new Map<string, CallFault>();
  const shards = new Map<string, { readonly behind: number; readonly at: number }>();
  const lost = () => (shards.size === 0 ? wrong.size > 0 : [...shards.keys()].every((key) => wrong.has(key)));
  const behind = () => {
    const now = performance.now();
    const each = [...shards.values()].map(({ at, behind: then }) => then + Math.max(0, now - at - RECENT));
    return Math.round(each.reduce((most, one) => Math.max(most, one), 0) / 1_000);
  };
  const well = (place: string) => {
    failing.delete(place);
    if (!wrong.delete(place) || wrong.size > 0) return;
    log.info({}, 'the stream answers again');
  };
  const measure = () => {
    meter.set('stream_behind', behind());
    meter.set('feed_lost', lost() ? 1 : 0);
  };
  return {
    failed(place, thrown) {
      const fault = callFault(thrown);
      const tries = (failing.get(place) ?? 0) + 1;
      failing.set(place, tries);
      meter.add('feed_errors', 1, fault.kind);
      log.debug({ place, tries, ...fault }, 'a call to the stream failed');
      if (tries >= WRONG || fault.kind === 'refused') {
        if (wrong.size === 0) {
          log.warn({ place, ...fault }, 'the stream does not answer as it should; tried again and again');
        }
        wrong.set(place, fault);
      }
      measure();
      return { fault, tries };
    },
    well(place) {
      well(place);
      measure();
    },
    read(shard, millis) {
      shards.set(shard, { behind: millis, at: performance.now() });
      measure();
    },
    forget(shard) {
      shards.delete(shard);
      well(shard);
      measure();
    },
    measure,
    health() {
      const [first] = wrong;
      if (first === undefined)
        return { ok: true, detail: `reads ${shards.size} shards, ${behind()} s behind` };
      const [place, { code }] = first;
      return { ok: false, detail: `${wrong.size} calls fail, such as ${place}: ${code}` };
    },
  };
}
