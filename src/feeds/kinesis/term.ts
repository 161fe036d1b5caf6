import { reasonOf } from '../../core/errors.ts';
import type { Checkpoints } from '../../core/ports/checkpoints.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Pace } from './parts.ts';

/** Whether the stream is ours, by the last answer of the store. */
export interface Term {
  /** Aborts when the stream was lost or given back. */
  readonly over: AbortSignal;
  /** Whether the lease runs by our clock, which counts from the request and so ends before the server's. */
  runs(): boolean;
  /** Whether the lease ran out, and the store could not be reached for at least `SOON`. */
  adrift(): boolean;
  /** Whether a request to the store failed since it last answered. */
  failing(): boolean;
  /** Whether a request to the store failed in the last so many milliseconds. */
  failedWithin(ms: number): boolean;
  /** Prolongs the lease. Calls made meanwhile share the answer. Never throws. */
  ask(): Promise<void>;
  /** Takes the lease for expired until the store confirms it: it may not be ours. */
  doubt(): void;
  /** The stream was given back. */
  end(): void;
}

/** What `createTerm` needs. */
export interface TermOptions {
  readonly checkpoints: Checkpoints;
  readonly owner: string;
  /** When the stream was asked for (`performance.now()`): the lease counts from then. */
  readonly asked: number;
  /** Called once when another has the stream. */
  readonly lost: () => void;
  readonly log: Log;
  readonly pace: Pace;
}

/**
 * Milliseconds from a failed request to the store to the next, and how long requests must fail before the store counts
 * as unreachable: a process that was frozen first sees time-outs of its own when it wakes.
 */
export const SOON = 1_000;

/** `emptied` is called when the store has lost everything. */
export function createTerm(options: TermOptions, emptied: () => void): Term {
  const { checkpoints, log, owner, pace } = options;
  const over = new AbortController();
  let confirmed = options.asked;
  let adrift = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  let failingSince: number | undefined;
  let asking: Promise<void> | undefined;
  const runs = () => performance.now() - confirmed < pace.lease;
  const answered = (answer: 'ours' | 'emptied' | 'lost', sent: number) => {
    if (over.signal.aborted) return;
    if (answer === 'lost') {
      over.abort();
      options.lost();
      return;
    }
    if (answer === 'emptied') emptied();
    if (adrift) log.info({}, 'the store is back, and the stream still ours: checkpoints are written again');
    adrift = false;
    failingSince = undefined;
    confirmed = sent;
  };
  const unanswered = (thrown: unknown) => {
    failedAt = performance.now();
    failingSince ??= failedAt;
    if (runs() || adrift || over.signal.aborted || failedAt - failingSince < SOON) return;
    adrift = true;
    log.warn({ reason: reasonOf(thrown) }, 'the store is lost: the stream is read on without checkpoints');
  };
  const renew = async () => {
    const sent = performance.now();
    try {
      answered(await checkpoints.renew(owner, pace.lease), sent);
    } catch (thrown) {
      unanswered(thrown);
    }
  };
  return {
    over: over.signal,
    runs,
    adrift: () => adrift,
    failing: () => failedAt > confirmed,
    failedWithin: (ms) => performance.now() - failedAt < ms,
    ask() {
      asking ??= renew().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    doubt() {
      confirmed = Number.NEGATIVE_INFINITY;
    },
    end: () => over.abort(),
  };
}
