import type { Meter } from '../core/meter.ts';
import type { Arrived } from './sqs-queue.ts';
import { createBell } from './sqs-time.ts';

/** A message that was received and is neither deleted nor given back. */
export interface Flight extends Arrived {
  readonly bytes: number;
  readonly since: number;
  /** When its lease ends, if nobody extends it. */
  until: number;
  /** It may be with another consumer, or is not held any longer. */
  lost: boolean;
  /** It is judged, and the queue is being told. */
  settling: boolean;
}

/** Everything in flight, bounded by count and bytes: who receives waits for room, who judges waits for messages. */
export interface Flights {
  /** Waits for room for `count` messages and reserves it; false if the signal aborted first. */
  room(count: number, stop: AbortSignal): Promise<boolean>;
  /** What came of a reservation of `count`. */
  land(count: number, arrived: readonly Flight[]): void;
  /** The next messages to be judged, oldest first; undefined once the signal has aborted. */
  next(most: number, mostBytes: number, stop: AbortSignal): Promise<readonly Flight[] | undefined>;
  /** Whether there is something that nobody judges yet. */
  waiting(): boolean;
  /** Takes it out. */
  unjudged(): readonly Flight[];
  /** Deleted, given back or given up. */
  leave(flight: Flight): void;
  held(): readonly Flight[];
  /** Waits until nothing is in flight, or the signal aborts. */
  empty(abandon: AbortSignal): Promise<void>;
}

export function createFlights(options: {
  readonly most: number;
  readonly mostBytes: number;
  readonly meter: Meter;
  /** Wake whoever waits when one of them aborts. */
  readonly signals: readonly AbortSignal[];
}): Flights {
  const { meter, most, mostBytes } = options;
  const all = new Set<Flight>();
  const waiting: Flight[] = [];
  const bell = createBell();
  let [bytes, reserved] = [0, 0];
  for (const signal of options.signals) signal.addEventListener('abort', bell.ring, { once: true });
  const changed = () => {
    meter.set('in_flight', all.size);
    meter.set('in_flight_bytes', bytes);
    bell.ring();
  };
  return {
    async room(count, stop) {
      const full = () => all.size + reserved + count > most || bytes >= mostBytes;
      while (!stop.aborted && full()) await bell.heard();
      if (stop.aborted) return false;
      reserved += count;
      return true;
    },
    land(count, arrived) {
      reserved -= count;
      for (const flight of arrived) {
        all.add(flight);
        waiting.push(flight);
        bytes += flight.bytes;
      }
      changed();
    },
    async next(wanted, wantedBytes, stop) {
      while (!stop.aborted && waiting.length === 0) await bell.heard();
      return stop.aborted ? undefined : waiting.splice(0, fitting(waiting, wanted, wantedBytes));
    },
    waiting: () => waiting.length > 0,
    unjudged: () => waiting.splice(0),
    leave(flight) {
      if (!all.delete(flight)) return;
      bytes -= flight.bytes;
      changed();
    },
    held: () => [...all],
    async empty(abandon) {
      while (!abandon.aborted && all.size > 0) await bell.heard();
    },
  };
}

/** How many of the first are within the bounds; at least one. */
function fitting(waiting: readonly Flight[], most: number, mostBytes: number): number {
  let [count, bytes] = [0, 0];
  for (const flight of waiting) {
    bytes += flight.bytes;
    if (count > 0 && (count >= most || bytes > mostBytes)) break;
    count += 1;
  }
  return count;
}
