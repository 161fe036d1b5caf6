import type { Ended } from '../../core/ports/ports.ts';

/** Denies that were read back, kept in the process. */
export interface MemoryEnded {
  of(names: readonly string[]): ReadonlyMap<string, Ended>;
  keep(entries: ReadonlyMap<string, Ended>, ms: number): void;
}

/** Begins with none. */
export function createMemoryEnded(): MemoryEnded {
  const kept = new Map<string, { readonly ended: Ended; readonly goes: number }>();
  return {
    of(names) {
      const at = performance.now();
      return new Map(
        names.flatMap((name) => {
          const one = kept.get(name);
          return one === undefined || one.goes <= at ? [] : [[name, one.ended] as const];
        }),
      );
    },
    keep(entries, ms) {
      const at = performance.now();
      for (const [name, { goes }] of kept) if (goes <= at) kept.delete(name);
      if (ms > 0) for (const [name, ended] of entries) kept.set(name, { ended, goes: at + ms });
    },
  };
}
