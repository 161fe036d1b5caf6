import { mergeDays, RING } from '../time/days.ts';
import { type Fullness, fullnessOf, inOrderOfStay, wouldGo } from './fullness.ts';
import { type Habits, type Sighting, type StoredDimension, VALUE_CAP } from './habit.ts';
import { liveViewOf } from './live-view.ts';
import type { OwnerView } from './view.ts';

/** A history in the process: it learns in place what `remember` says, and keeps the view of the cut asked for last. */
export interface History extends Habits {
  learn(sighting: Pick<Sighting, 'dimension' | 'value' | 'days'>): void;
  viewAt(cut: number): OwnerView;
  /** What is kept, in no order. Learning changes it. */
  readonly map: ReadonlyMap<StoredDimension, ReadonlyMap<string, readonly number[]>>;
}

type Values = Map<string, readonly number[]>;

/** Days of a value, and those that are known of it. */
interface Lesson {
  readonly value: string;
  readonly known: readonly number[] | undefined;
  readonly days: readonly number[];
}

/** A day this far after a view's cut pushes out only days that the view does not see: it looks 90 back, a value remembers 96. */
const UNSEEN_AFTER = RING - 91;

/** An empty history. It holds at most 64 values of a dimension, each with at most 96 days. */
export function createHistory(): History {
  const map = new Map<StoredDimension, Values>();
  const full = new Map<StoredDimension, Fullness>();
  let view: OwnerView | undefined;
  let viewed = Number.NaN;
  /** Drops the value that a full dimension does not keep. */
  const cap = (dimension: StoredDimension, values: Values) => {
    full.delete(dimension);
    if (values.size <= VALUE_CAP) return;
    const [gone] = inOrderOfStay([...values]).at(-1) ?? [];
    if (gone !== undefined) values.delete(gone);
    view = undefined;
  };
  const isFull = (dimension: StoredDimension, values: Values, value: string, days: readonly number[]) => {
    if (values.size < VALUE_CAP) return false;
    const known = full.get(dimension) ?? fullnessOf(values);
    full.set(dimension, known);
    return wouldGo(value, days, known);
  };
  const unite = (dimension: StoredDimension, values: Values, { value, known, days }: Lesson) => {
    const united = mergeDays(known ?? [], days);
    if (known === undefined && isFull(dimension, values, value, united)) return;
    values.set(value, united.slice());
    cap(dimension, values);
  };
  return {
    map,
    get: (dimension) => map.get(dimension),
    settled(dimension, value, days) {
      const values = map.get(dimension);
      const known = values?.get(value);
      if (known !== undefined) return holds(known, days);
      return values !== undefined && isFull(dimension, values, value, days);
    },
    learn({ dimension, value, days }) {
      const [day] = days;
      // A cut sees the days before it.
      if (day === undefined || day < viewed || (days.at(-1) ?? day) > viewed + UNSEEN_AFTER) view = undefined;
      const values = map.get(dimension) ?? new Map<string, readonly number[]>();
      if (values.size === 0) map.set(dimension, values);
      const known = values.get(value);
      const longer = known && withNext(known, days);
      if (longer === undefined) unite(dimension, values, { value, known, days });
      else if (longer !== known) {
        full.delete(dimension);
        values.set(value, longer);
      }
    },
    viewAt(cut) {
      if (view !== undefined && viewed === cut) return view;
      viewed = cut;
      view = liveViewOf(map, cut);
      return view;
    },
  };
}

/**
 * The ordinary lesson: one day, the last that is known or one after it. Undefined if it is another. A copy, because an
 * array that was pushed to keeps room for seventeen more, in every value of every owner; `concat` takes eight times as long.
 */
function withNext(known: readonly number[], days: readonly number[]): readonly number[] | undefined {
  const [day, more] = days;
  const last = known.at(-1);
  if (day === undefined || more !== undefined || last === undefined || day < last) return undefined;
  if (day === last) return known;
  return (known[0] ?? day) <= day - RING ? undefined : known.toSpliced(known.length, 0, day);
}

/** Days ascend, and the one asked for is mostly the last. */
function holds(known: readonly number[], days: readonly number[]): boolean {
  if (days.length === 1 && known.at(-1) === days[0]) return true;
  return days.every((day) => known.includes(day));
}
