/** Wakes all that wait, so that they check again what they wait for. */
export interface Bell {
  ring(): void;
  /** Resolves when the bell rings the next time. */
  heard(): Promise<void>;
}

/** A bell that has not rung yet. */
export function createBell(): Bell {
  let wake: () => void = () => {};
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  let waiting = next();
  return {
    ring() {
      const rung = wake;
      waiting = next();
      rung();
    },
    heard: () => waiting,
  };
}
