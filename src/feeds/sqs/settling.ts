import { pieces } from '../../core/collections/pieces.ts';
import type { Fate } from '../../core/ports/delivery.ts';
import { backoff, pause } from '../../core/time/waiting.ts';
import type { Contact, Step } from './contact.ts';
import type { Flight, Flights } from './flights.ts';
import { type Entry, type SqsQueue, TEN } from './queue.ts';

/** Tells the queue what became of messages. Never throws: a message of which it cannot tell is redelivered. */
export interface Settling {
  /** Deletes what is done, and has the others redelivered later. */
  settle(flights: readonly Flight[], fates: readonly Fate[]): Promise<void>;
  /** Makes messages visible at once, to every consumer. */
  giveBack(flights: readonly Flight[]): Promise<void>;
}

/** Bound of the first pause after a failed call (ms), doubled with each failure. */
const FIRST = 200;
/** Bound of the longest pause (ms). */
const LONGEST = 10_000;
/** Tries to give a message back: few, since its lease ends by itself. Deleting is tried as long as it is ours. */
const COURTESY = 3;

/** Retries failed calls until `signal` aborts. */
export function createSettling(parts: {
  readonly queue: SqsQueue;
  readonly flights: Flights;
  readonly contact: Contact;
  /** Seconds until a failed message is redelivered: doubled from `first` to `most` each time it was received. */
  readonly again: { readonly first: number; readonly most: number };
  readonly signal: AbortSignal;
}): Settling {
  const { again, contact, flights, queue, signal } = parts;
  const tell = async (
    step: Step,
    some: readonly Flight[],
    most: number,
    call: (left: readonly Flight[]) => Promise<readonly Entry[]>,
  ) => {
    for (const flight of some) flight.settling = true;
    let left = some;
    for (let tries = 0; left.length > 0 && !signal.aborted; tries++) {
      if (tries > 0) await pause(backoff(tries, FIRST, LONGEST, Math.random), signal);
      const failed = new Set(await attempt(step, left, call));
      const over = (flight: Flight) => !failed.has(flight) || flight.lost || tries + 1 >= most;
      for (const flight of left.filter(over)) flights.leave(flight);
      left = left.filter((flight) => !over(flight));
    }
  };
  const attempt = async (
    step: Step,
    left: readonly Flight[],
    call: (left: readonly Flight[]) => Promise<readonly Entry[]>,
  ): Promise<readonly Flight[]> => {
    try {
      const entries = await call(left);
      contact.worked(step);
      return left.filter((_, at) => entries[at] === 'failed');
    } catch (thrown) {
      if (!signal.aborted) contact.failed(step, thrown);
      return left;
    }
  };
  const hide = (some: readonly Flight[], seconds: (flight: Flight) => number) =>
    pieces(some, TEN).map((piece) =>
      tell('extend', piece, COURTESY, (left) =>
        queue.hide(
          left.map((flight) => ({ handle: flight.handle, seconds: seconds(flight) })),
          signal,
        ),
      ),
    );
  const later = ({ receives }: Flight) => Math.min(again.most, again.first * 2 ** (receives - 1));
  return {
    async settle(some, fates) {
      const done = some.filter((_, at) => fates[at] === 'done');
      const back = some.filter((_, at) => fates[at] !== 'done');
      // another consumer may have these by now
      for (const flight of back.filter(({ lost }) => lost)) flights.leave(flight);
      const removed = pieces(done, TEN).map((piece) =>
        tell('delete', piece, Number.POSITIVE_INFINITY, (left) =>
          queue.remove(
            left.map(({ handle }) => handle),
            signal,
          ),
        ),
      );
      await Promise.all([
        ...removed,
        ...hide(
          back.filter(({ lost }) => !lost),
          later,
        ),
      ]);
    },
    async giveBack(some) {
      await Promise.all(hide(some, () => 0));
    },
  };
}
