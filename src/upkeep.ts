import type { App } from './app.ts';
import { reasonOf } from './core/errors.ts';
import type { Log } from './core/ports.ts';

/** What is closed with a live line. */
export interface Closing {
  close(): void;
}

const SETTLE_EVERY = 5_000;
const REFRESH_EVERY = 60_000;

/**
 * Settles actions, and reads changed databases and lists again, now and then. What is returned ends that, lets what is
 * under way end, and closes everything.
 */
export function keepUp(parts: {
  readonly app: App;
  /** Left out where nothing can be revoked. */
  readonly settle: (() => Promise<void>) | undefined;
  readonly log: Log;
  readonly held: readonly Closing[];
}): () => Promise<void> {
  const { app, held, log, settle } = parts;
  let running: Promise<void> | undefined;
  const turn = () => {
    running ??= settle?.()
      .catch((thrown: unknown) => {
        log.warn({ reason: reasonOf(thrown) }, 'actions were not settled; tried again');
      })
      .finally(() => {
        running = undefined;
      });
  };
  const timers = [
    setInterval(() => app.locator.refresh(), REFRESH_EVERY).unref(),
    setInterval(turn, SETTLE_EVERY).unref(),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
    await app.close();
    for (const one of held) one.close();
  };
}
