import { pieces } from '../../core/collections/pieces.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Contact } from './contact.ts';
import type { Flight, Flights } from './flights.ts';
import { type SqsQueue, TEN } from './queue.ts';

/** The time for which SQS hides a message from other consumers is its lease. */
export interface Leases {
  /** Whether a message is certainly ours at this moment. If not, it is let go. */
  ours(flight: Flight): boolean;
  /** Extends no lease any more. */
  end(): void;
}

const THIRDS = 3;
/** Leases are checked no more often than this (ms), even if they are only seconds long. */
const FASTEST = 200;
/** Messages that a log line names at most. */
const NAMED = 5;

/**
 * Extends each lease in flight once two thirds of its time or less are left. A message that was held for `hold` ms is
 * let go: it is redelivered, to us or to another consumer.
 */
export function keepLeases(parts: {
  readonly queue: SqsQueue;
  readonly flights: Flights;
  readonly contact: Contact;
  readonly log: Log;
  /** The length of a lease, in seconds. */
  readonly visibility: number;
  readonly hold: number;
  readonly signal: AbortSignal;
}): Leases {
  const { contact, flights, hold, log, queue, signal, visibility } = parts;
  const third = (visibility * 1_000) / THIRDS;
  const lose = (lost: readonly Flight[]) => {
    for (const flight of lost) flight.lost = true;
    if (lost.length > 0) log.warn(named(lost), 'leases were lost: these messages are redelivered');
  };
  const extend = async (due: readonly Flight[]) => {
    const until = performance.now() + visibility * 1_000;
    try {
      const wanted = due.map(({ handle }) => ({ handle, seconds: visibility }));
      const entries = await queue.hide(wanted, signal);
      contact.worked('extend');
      // one that is being deleted is gone because of that, not lost
      lose(due.filter(({ settling }, at) => entries[at] === 'gone' && settling === undefined));
      due.forEach((flight, at) => {
        if (entries[at] === 'ok') flight.until = until;
      });
    } catch (thrown) {
      // tried again at the next beat
      if (!signal.aborted) contact.failed('extend', thrown);
    }
  };
  const beat = async () => {
    const now = performance.now();
    const kept = flights.held().filter(({ lost }) => !lost);
    const over = kept.filter(({ since }) => now - since >= hold);
    for (const flight of over) flight.lost = true;
    if (over.length > 0) {
      log.error(
        { ...named(over), minutes: hold / 60_000 },
        'held for too long and released: these messages are redelivered',
      );
    }
    // the next beat comes a third later, and its call must have time to arrive
    const isDue = (flight: Flight) => !flight.lost && flight.until - now <= 2 * third;
    // one that is to be redelivered soon would be hidden for the whole visibility instead
    const due = kept.filter((flight) => flight.settling !== 'hide' && isDue(flight));
    await Promise.all(pieces(due, TEN).map(extend));
  };
  let beating = false;
  const timer = setInterval(
    () => {
      if (beating) return;
      beating = true;
      void beat().finally(() => {
        beating = false;
      });
    },
    Math.max(FASTEST, third),
  );
  return {
    ours(flight) {
      if (!flight.lost && flight.until > performance.now()) return true;
      if (!flight.lost) lose([flight]);
      flights.leave(flight);
      return false;
    },
    end: () => clearInterval(timer),
  };
}

function named(flights: readonly Flight[]): {
  readonly count: number;
  readonly deliveries: readonly string[];
} {
  return { count: flights.length, deliveries: flights.slice(0, NAMED).map(({ id }) => id) };
}
