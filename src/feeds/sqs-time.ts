/** Wakes everybody who listens: they look again at what they wait for. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings the next time. */
  heard(): Promise<void>;
}

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

/** A list in pieces of at most `size`. */
export function pieces<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}
