import type { ReportEntry } from './entries.ts';
import { EVERYTHING, type Filter, select, tidy } from './filter.ts';
import type { View } from './fragment.ts';
import type { SortOrder } from './order.ts';

/** Holds what the page shows, and calls its parts when that changes. */
export interface PageStore {
  readonly entries: readonly ReportEntry[];
  view(): View;
  filter(): Filter;
  /** The entries that pass the filter without the parts in `except`. */
  shown(...except: readonly (keyof Filter)[]): readonly ReportEntry[];
  change(part: Partial<Filter>): void;
  clear(): void;
  sort(order: SortOrder): void;
  /** Notes which finding is open. `step`: the page went there, and Back should lead to where it was before. */
  note(opened: string | null, step: boolean): void;
  /** Shows a view, without a step in the browser's history. */
  restore(view: View): void;
  /** Calls `show` at once, and after every change except one of which finding is open. */
  watch(show: () => void): void;
  /** Calls `listener` after every change except by `restore`. `step`: it is to be a step in the browser's history. */
  follow(listener: (step: boolean) => void): void;
}

/** A store that begins with the view `first`. */
export function createStore(entries: readonly ReportEntry[], first: View): PageStore {
  const shows: (() => void)[] = [];
  const listeners: ((step: boolean) => void)[] = [];
  let view = { ...first, filter: tidy(first.filter) };
  const tell = (step: boolean) => {
    for (const listener of listeners) listener(step);
  };
  const restore = (next: View) => {
    view = { ...next, filter: tidy(next.filter) };
    for (const show of shows) show();
  };
  const set = (part: Partial<View>) => {
    restore({ ...view, ...part });
    tell(true);
  };
  return {
    entries,
    view: () => view,
    filter: () => view.filter,
    shown: (...except) => select(entries, view.filter, except),
    change: (part) => set({ filter: { ...view.filter, ...part } }),
    clear: () => set({ filter: EVERYTHING }),
    sort: (order) => set({ order }),
    note(opened, step) {
      view = { ...view, opened };
      tell(step);
    },
    restore,
    watch(show) {
      shows.push(show);
      show();
    },
    follow: (listener) => void listeners.push(listener),
  };
}
