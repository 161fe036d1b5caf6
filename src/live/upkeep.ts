import type { App } from '../app.ts';

/** What is closed together with the live line. */
interface Closing {
  close(): void;
}

const SETTLE_EVERY = 5_000;
const REFRESH_EVERY = 60_000;

/** Work that goes on beside the deliveries. */
interface Upkeep {
  /** Settles actions now, or waits for the turn that is running: there is never more than one. */
  settle(): Promise<void>;
  /** Ends the upkeep, waits for the turn that is running, and closes everything. */
  close(): Promise<void>;
}

/** Settles actions every five seconds, and every minute reloads databases and lists that have changed. */
export function keepUp(parts: {
  readonly app: App;
  /** Never throws. */
  readonly settle: () => Promise<void>;
  readonly held: readonly Closing[];
}): Upkeep {
  const { app, held } = parts;
  let running: Promise<void> | undefined;
  const settle = () => {
    running ??= parts.settle().finally(() => {
      running = undefined;
    });
    return running;
  };
  const timers = [
    setInterval(() => app.locator.refresh(), REFRESH_EVERY).unref(),
    setInterval(settle, SETTLE_EVERY).unref(),
  ];
  return {
    settle,
    async close() {
      for (const timer of timers) clearInterval(timer);
      await running;
      await app.close();
      for (const one of held) one.close();
    },
  };
}
