import type { Log } from '../core/ports.ts';
import type { Contact } from './sqs-contact.ts';
import type { Flight, Flights } from './sqs-flights.ts';
import { type SqsQueue, TEN } from './sqs-queue.ts';
import { pieces } from './sqs-time.ts';

export interface Leases {
  /** Whether a message is surely ours at this moment; if not it is let go. */
  ours(flight: Flight): boolean;
  /** Ends the extending. */
  end(): void;
}

const THIRDS = 3;
/** A queue of a few seconds is extended no faster than this. */
const FASTEST = 200;
const NAMED = 5;

/**
 * Extends the leases of everything in flight while they have two thirds of their time or less, and lets go what was
 * held for `hold` ms: it then comes again, to us or to another.
 */
export function keepLeases(parts: {
  readonly queue: SqsQueue;
  readonly flights: Flights;
  readonly contact: Contact;
  readonly log: Log;
  /** Seconds. */
  readonly visibility: number;
  readonly hold: number;
  readonly signal: AbortSignal;
}): Leases {
  const { contact, flights, hold, log, queue, signal, visibility } = parts;
  const third = (visibility * 1_000) / THIRDS;
  const lose = (lost: readonly Flight[]) => {
    for (const flight of lost) flight.lost = true;
    if (lost.length > 0) log.warn(named(lost), 'leases were lost: these messages come again');
  };
  const extend = async (due: readonly Flight[]) => {
    const until = Date.now() + visibility * 1_000;
    try {
      const wanted = due.map(({ handle }) => ({ handle, seconds: visibility }));
      const entries = await queue.hide(wanted, signal);
      contact.worked('extend');
      // one that was deleted meanwhile is not lost
      lose(due.filter(({ settling }, at) => entries[at] === 'gone' && !settling));
      due.forEach((flight, at) => {
        if (entries[at] === 'ok') flight.until = until;
      });
    } catch (thrown) {
      // tried again at the next beat
      if (!signal.aborted) contact.failed('extend', thrown);
    }
  };
  const beat = async () => {
    const now = Date.now();
    const kept = flights.held().filter(({ lost }) => !lost);
    const over = kept.filter(({ since }) => now - since >= hold);
    for (const flight of over) flight.lost = true;
    if (over.length > 0) {
      log.error(
        { ...named(over), minutes: hold / 60_000 },
        'held for too long and let go: these messages come again',
      );
    }
    // what is being deleted needs a lease only if that takes long
    const enough = (flight: Flight) => (flight.settling ? third : 2 * third);
    const due = kept.filter((flight) => !flight.lost && flight.until - now <= enough(flight));
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
      if (!flight.lost && flight.until > Date.now()) return true;
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
