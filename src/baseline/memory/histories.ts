import { picked } from '../../core/collections/picked.ts';
import { type HabitMap, type Sighting, sorted } from '../../core/history/habit.ts';
import { History } from '../../core/history/history.ts';
import { byText } from '../../core/text/ascii.ts';

/** What is usual, kept in the process. */
interface MemoryHistories {
  of(owners: readonly string[]): ReadonlyMap<string, History>;
  add(entries: readonly Sighting[]): void;
  /** Every learned value, sorted by owner, dimension and value. */
  entries(): readonly Sighting[];
}

/** Forgets histories whose last day is more than `keep` days before the last of all. */
export function createMemoryHistories(keep = Number.POSITIVE_INFINITY): MemoryHistories {
  const all = new Map<string, History>();
  let latest = 0;
  const sweep = () => {
    for (const [owner, { map }] of all) if (lastDay(map) < latest - keep) all.delete(owner);
  };
  return {
    of: (owners) => picked(all, owners),
    add(entries) {
      const before = latest;
      for (const entry of entries) {
        const history = all.get(entry.owner) ?? new History();
        if (history.map.size === 0) all.set(entry.owner, history);
        history.learn(entry);
        latest = Math.max(latest, entry.days.at(-1) ?? 0);
      }
      // once a day is enough
      if (latest > before && keep !== Number.POSITIVE_INFINITY) sweep();
    },
    entries: () =>
      [...all].sort(([a], [b]) => byText(a, b)).flatMap(([owner, { map }]) => sorted(entriesOf(owner, map))),
  };
}

/** A history as entries, in no order. */
export function entriesOf(owner: string, habits: HabitMap): readonly Sighting[] {
  return [...habits].flatMap(([dimension, values]) =>
    [...values].map(([value, days]) => ({ owner, dimension, value, days: [...days] })),
  );
}

function lastDay(habits: HabitMap): number {
  let last = 0;
  for (const values of habits.values()) {
    for (const days of values.values()) last = Math.max(last, days.at(-1) ?? 0);
  }
  return last;
}
