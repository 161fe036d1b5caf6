import type { Log } from '../../core/ports/ports.ts';

/** Milliseconds from one beat to the next, and how late one may be. */
const EVERY = 1_000;
const BLOCKED = 5_000;

/** Warns if nothing ran for five seconds: the event loop was blocked, or the process frozen. Returns what ends it. */
export function watchLoop(log: Log): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const late = now - last - EVERY;
    last = now;
    if (late > BLOCKED)
      log.warn({ seconds: Math.round(late / 1_000) }, 'the process stood still: leases may be lost');
  }, EVERY).unref();
  return () => clearInterval(timer);
}
