import type { Entry } from './entries.ts';
import { EVERYTHING, type Filter, select } from './filter.ts';

/** The filter as it is, and who is told when it changes. */
export interface Store {
  readonly entries: readonly Entry[];
  filter(): Filter;
  /** The entries that pass, without asking some parts of the filter. */
  shown(...except: readonly (keyof Filter)[]): readonly Entry[];
  change(part: Partial<Filter>): void;
  clear(): void;
  /** Calls at once and after every change. */
  watch(view: () => void): void;
}

export function createStore(entries: readonly Entry[]): Store {
  const views: (() => void)[] = [];
  let filter = EVERYTHING;
  const set = (next: Filter) => {
    filter = next;
    for (const view of views) view();
  };
  return {
    entries,
    filter: () => filter,
    shown: (...except) => select(entries, filter, except),
    change: (part) => set({ ...filter, ...part }),
    clear: () => set(EVERYTHING),
    watch(view) {
      views.push(view);
      view();
    },
  };
}
