import type { Meter } from '../../core/ports/meter.ts';
import type { Arrived } from './queue.ts';
import { createBell } from './time.ts';

/**
 * A message that was received and is neither deleted nor given back. Times are those of `performance.now()`: the clock of
 * the host may jump.
 */
export interface Flight extends Arrived {
  readonly bytes: number;
  readonly since: number;
  /** When its lease ends, if nobody extends it. */
  until: number;
  /** It was let go, or another consumer may have it. */
  lost: boolean;
  /** It is judged, and is being deleted, or hidden until it is redelivered. */
  settling: 'delete' | 'hide' | undefined;
}

/** Everything in flight, bounded by count and bytes. Receivers wait for room, judges wait for messages. */
export interface Flights {
  /** Waits for room for `count` messages and reserves it; false if the signal aborted first. */
  room(count: number, stop: AbortSignal): Promise<boolean>;
  /** Replaces a reservation of `count` by the messages that arrived. */
  land(count: number, arrived: readonly Flight[]): void;
  /** The next messages to be judged, oldest first; undefined once the signal has aborted. */
  next(most: number, mostBytes: number, stop: AbortSignal): Promise<readonly Flight[] | undefined>;
  /** Whether there are messages that nobody judges yet. */
  waiting(): boolean;
  /** Takes out the messages that nobody judges yet. */
  unjudged(): readonly Flight[];
  /** Frees the room of a message that was deleted, given back or let go. */
  leave(flight: Flight): void;
  /** Everything in flight. */
  held(): readonly Flight[];
  /** Waits until nothing is in flight, or the signal aborts. */
  empty(abandon: AbortSignal): Promise<void>;
}

/** Sets the metrics `in_flight` and `in_flight_bytes`. */
export function createFlights(options: {
  readonly most: number;
  readonly mostBytes: number;
  readonly meter: Meter;
  /** All signals that are given to the methods: an abort ends their waiting. */
  readonly signals: readonly AbortSignal[];
}): Flights {
  const { meter, most, mostBytes } = options;
  const all = new Set<Flight>();
  const waiting: Flight[] = [];
  const bell = createBell();
  let bytes = 0;
  let reserved = 0;
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

/** How many messages, from the first on, are within the bounds; at least one. */
function fitting(waiting: readonly Flight[], most: number, mostBytes: number): number {
  let count = 0;
  let bytes = 0;
  for (const flight of waiting) {
    bytes += flight.bytes;
    if (count > 0 && (count >= most || bytes > mostBytes)) break;
    count += 1;
  }
  return count;
}
