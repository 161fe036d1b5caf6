import { reasonOf } from '../../core/errors.ts';
import type { Take } from '../../core/ports/delivery.ts';
import type { Feed } from '../../core/ports/feed.ts';
import type { Log } from '../../core/ports/ports.ts';
import { remedyOfUncaught } from '../uncaught.ts';
import type { Prometheus } from './prometheus.ts';

/** Time for what is in flight (ms): ECS and Kubernetes by default kill a process after 30 seconds. */
const DRAIN = 25_000;
/** The same after an error that nobody caught. */
const FATAL_DRAIN = 5_000;

/**
 * Runs the feed until a signal, or an error that nobody caught, stops it; what is in flight is finished first. Returns
 * the exit status: 0 if everything was settled, 1 if something was abandoned or an error ended it.
 */
export async function runUntilStopped(parts: {
  readonly feed: Feed;
  readonly take: Take;
  readonly log: Log;
  readonly prometheus: Prometheus;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { feed, log, prometheus, signal, take } = parts;
  const stop = new AbortController();
  const abandon = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let failed = false;
  const end = (drain: number) => {
    timers.push(setTimeout(() => abandon.abort(), drain));
    stop.abort();
  };
  const stopped = () => {
    log.info({ drainSeconds: DRAIN / 1_000 }, 'stopping: receives nothing more, finishes what is in flight');
    end(DRAIN);
  };
  const fatal = (thrown: unknown) => {
    const remedy =
      remedyOfUncaught(thrown) ?? 'report it, with its stack; the platform starts another process';
    log.error(
      { reason: reasonOf(thrown), stack: stackOf(thrown), remedy },
      'an error that nobody caught: this process ends',
    );
    failed = true;
    end(FATAL_DRAIN);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  try {
    const { abandoned } = await feed.run({ take, stop: stop.signal, abandon: abandon.signal });
    const counts = {
      done: prometheus.read('deliveries', 'done'),
      again: prometheus.read('deliveries', 'again'),
    };
    log.info({ ...counts, events: prometheus.read('events'), abandoned }, 'stopped');
    return failed || abandoned > 0 ? 1 : 0;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
    process.off('uncaughtException', fatal).off('unhandledRejection', fatal);
  }
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}
