import type { Entry } from './entries.ts';
import { EVERYTHING, type Filter, select, tidy } from './filter.ts';
import type { View } from './fragment.ts';
import type { Order } from './order.ts';

/** What is shown as it is, and who is told when it changes. */
export interface Store {
  readonly entries: readonly Entry[];
  view(): View;
  filter(): Filter;
  /** The entries that pass, without asking some parts of the filter. */
  shown(...except: readonly (keyof Filter)[]): readonly Entry[];
  change(part: Partial<Filter>): void;
  clear(): void;
  sort(order: Order): void;
  /** Notes which finding is open; `step`: somebody was led to it, and may want to go back. */
  note(opened: string | null, step: boolean): void;
  /** Shows again what was shown before: no step of its own. */
  restore(view: View): void;
  /** Calls at once and after every change but of what is open. */
  watch(show: () => void): void;
  /** Calls after every change that is not restored. */
  follow(listener: (step: boolean) => void): void;
}

export function createStore(entries: readonly Entry[], first: View): Store {
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
