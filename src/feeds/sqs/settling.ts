import { pieces } from '../../core/collections/pieces.ts';
import type { Fate } from '../../core/ports/delivery.ts';
import { backoff, pause } from '../../core/time/waiting.ts';
import type { CallKind, Contact } from './contact.ts';
import type { Flight, Flights } from './flights.ts';
import { type EntryResult, type SqsQueue, TEN } from './queue.ts';

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

interface SettlingParts {
  readonly queue: SqsQueue;
  readonly flights: Flights;
  readonly contact: Contact;
  /** Seconds until a failed message is redelivered: doubled from `first` to `most` each time it was received. */
  readonly again: { readonly first: number; readonly most: number };
  readonly signal: AbortSignal;
}

/** Retries failed calls until `signal` aborts. */
export function createSettling(parts: SettlingParts): Settling {
  const { again, flights, queue, signal } = parts;
  const remove = (some: readonly Flight[]) =>
    pieces(some, TEN).map((piece) =>
      tell(parts, piece, {
        step: 'delete',
        most: Number.POSITIVE_INFINITY,
        make: (left) => queue.remove(left.map(handleOf), signal),
      }),
    );
  const hide = (some: readonly Flight[], seconds: (flight: Flight) => number) =>
    pieces(some, TEN).map((piece) =>
      tell(parts, piece, {
        step: 'extend',
        most: COURTESY,
        make: (left) => {
          const entries = left.map((flight) => ({ handle: flight.handle, seconds: seconds(flight) }));
          return queue.hide(entries, signal);
        },
      }),
    );
  const later = ({ receives }: Flight) => Math.min(again.most, again.first * 2 ** (receives - 1));
  return {
    async settle(some, fates) {
      const done = some.filter((_, at) => fates[at] === 'done');
      const back = some.filter((_, at) => fates[at] !== 'done');
      // another consumer may have these by now
      for (const flight of back.filter(({ lost }) => lost)) flights.leave(flight);
      const ours = back.filter(({ lost }) => !lost);
      await Promise.all([...remove(done), ...hide(ours, later)]);
    },
    async giveBack(some) {
      await Promise.all(hide(some, () => 0));
    },
  };
}

const handleOf = ({ handle }: Flight) => handle;

/** A call that tells the queue of messages, and how often it is made at most. */
interface Call {
  readonly step: CallKind;
  readonly most: number;
  readonly make: (left: readonly Flight[]) => Promise<readonly EntryResult[]>;
}

/** Makes a call for messages, and again for those for which it failed. Each leaves once that is over. */
async function tell(
  { contact, flights, signal }: SettlingParts,
  some: readonly Flight[],
  call: Call,
): Promise<void> {
  for (const flight of some) flight.settling = call.step === 'delete' ? 'delete' : 'hide';
  let left = some;
  for (let tries = 0; left.length > 0 && !signal.aborted; tries++) {
    if (tries > 0) await pause(backoff(tries, FIRST, LONGEST, Math.random), signal);
    const failed = new Set(await attempt(contact, left, call, signal));
    const over = (flight: Flight) => !failed.has(flight) || flight.lost || tries + 1 >= call.most;
    for (const flight of left.filter(over)) flights.leave(flight);
    left = left.filter((flight) => !over(flight));
  }
}

/** The messages for which the call failed. */
async function attempt(
  contact: Contact,
  left: readonly Flight[],
  { make, step }: Call,
  signal: AbortSignal,
): Promise<readonly Flight[]> {
  try {
    const entries = await make(left);
    contact.worked(step);
    return left.filter((_, at) => entries[at] === 'failed');
  } catch (thrown) {
    if (!signal.aborted) contact.failed(step, thrown);
    return left;
  }
}
