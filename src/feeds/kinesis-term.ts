import type { Checkpoints } from '../core/checkpoints.ts';
import { reasonOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Pace } from './kinesis-parts.ts';

/** Whether the stream is ours, by the last answer of the store. */
export interface Term {
  /** Aborts when it is over: the stream was lost, or given back. */
  readonly over: AbortSignal;
  /** Whether the lease runs, by our clock, which began before the server's. */
  runs(): boolean;
  /** Whether it ran out and the store could not be asked. */
  adrift(): boolean;
  /** Whether the store could not be asked, so many milliseconds ago or less; or since it last answered. */
  failed(within?: number): boolean;
  /** Prolongs it. Those who ask meanwhile share the answer. Never throws. */
  ask(): Promise<void>;
  /** The lease may not be ours: it counts for nothing until the store was asked. */
  doubt(): void;
  end(): void;
}

export interface TermOptions {
  readonly checkpoints: Checkpoints;
  readonly owner: string;
  /** When the stream was asked for: the lease runs at least from then. */
  readonly asked: number;
  /** Called once when another has the stream. */
  readonly lost: () => void;
  readonly log: Log;
  readonly pace: Pace;
}

/** `emptied` hears that the store forgot everything. */
export function createTerm(options: TermOptions, emptied: () => void): Term {
  const { checkpoints, log, owner, pace } = options;
  const over = new AbortController();
  let confirmed = options.asked;
  let adrift = false;
  let failedAt = Number.NEGATIVE_INFINITY;
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
    confirmed = sent;
  };
  const unanswered = (thrown: unknown) => {
    failedAt = performance.now();
    if (runs() || adrift || over.signal.aborted) return;
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
    failed: (within) => (within === undefined ? failedAt > confirmed : performance.now() - failedAt < within),
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
