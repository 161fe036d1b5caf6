import type { App } from '../app.ts';

/** What is closed together with the live line. */
interface Closing {
  close(): void;
}

const SETTLE_EVERY = 5_000;
const REFRESH_EVERY = 60_000;

/**
 * Settles actions every five seconds, and every minute reloads databases and lists that have changed. The function that
 * it returns stops both, waits for `settle` if it is running, and closes everything.
 */
export function keepUp(parts: {
  readonly app: App;
  /** Never throws. Undefined where nothing can be revoked. */
  readonly settle: (() => Promise<void>) | undefined;
  readonly held: readonly Closing[];
}): () => Promise<void> {
  const { app, held, settle } = parts;
  let running: Promise<void> | undefined;
  const turn = () => {
    running ??= settle?.().finally(() => {
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
