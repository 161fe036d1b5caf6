import type { Ended } from '../../core/ports/ports.ts';

/** Denies that were read back, kept in the process. */
export interface MemoryEnded {
  of(names: readonly string[]): ReadonlyMap<string, Ended>;
  keep(entries: ReadonlyMap<string, Ended>, ms: number): void;
}

/** `now`: a clock that only goes forward, in milliseconds. */
export function createMemoryEnded(now: () => number = () => performance.now()): MemoryEnded {
  const kept = new Map<string, { readonly ended: Ended; readonly goes: number }>();
  return {
    of(names) {
      const at = now();
      return new Map(
        names.flatMap((name) => {
          const one = kept.get(name);
          return one === undefined || one.goes <= at ? [] : [[name, one.ended] as const];
        }),
      );
    },
    keep(entries, ms) {
      const at = now();
      for (const [name, { goes }] of kept) if (goes <= at) kept.delete(name);
      if (ms > 0) for (const [name, ended] of entries) kept.set(name, { ended, goes: at + ms });
    },
  };
}
