import { type Days, mergeDays, RING } from '../time/days.ts';
import { type Fullness, fullnessOf, inOrderOfStay, wouldGo } from './fullness.ts';
import { type Habits, type Sighting, type StoredDimension, VALUE_CAP } from './habit.ts';
import { liveViewOf } from './live-view.ts';
import { NO_DAYS, withDay } from './shared-days.ts';
import type { OwnerView } from './view.ts';

type Values = Map<string, Days>;

/** A day this far after a view's cut pushes out only days that the view does not see: it looks 90 back, a value remembers 96. */
const UNSEEN_AFTER = RING - 91;

/**
 * A history in the process: it learns in place what `remember` says, and keeps the view of the cut asked for last. It
 * begins empty, and holds at most 64 values of a dimension, each with at most 96 days.
 */
export class History implements Habits {
  private readonly values = new Map<StoredDimension, Values>();
  /** Of the dimensions that are full. */
  private full: Map<StoredDimension, Fullness> | undefined;
  private view: OwnerView | undefined;
  private viewed = Number.NaN;

  /** What is kept, in no order. Learning changes it. */
  get map(): ReadonlyMap<StoredDimension, ReadonlyMap<string, Days>> {
    return this.values;
  }

  get(dimension: StoredDimension): ReadonlyMap<string, Days> | undefined {
    return this.values.get(dimension);
  }

  settled(dimension: StoredDimension, value: string, days: Days): boolean {
    const values = this.values.get(dimension);
    const known = values?.get(value);
    if (known !== undefined) return holds(known, days);
    return values !== undefined && this.isFull(dimension, values, value, days);
  }

  learn({ dimension, value, days }: Pick<Sighting, 'dimension' | 'value' | 'days'>): void {
    const [day] = days;
    // A cut sees the days before it.
    if (day === undefined || day < this.viewed || (days.at(-1) ?? day) > this.viewed + UNSEEN_AFTER)
      this.view = undefined;
    const values = this.values.get(dimension) ?? new Map<string, Days>();
    if (values.size === 0) this.values.set(dimension, values);
    const known = values.get(value);
    const longer = known && withNext(known, days);
    if (longer === undefined) this.unite(dimension, values, { value, known, days });
    else if (longer !== known) {
      this.full?.delete(dimension);
      values.set(value, longer);
    }
  }

  viewAt(cut: number): OwnerView {
    if (this.view !== undefined && this.viewed === cut) return this.view;
    this.viewed = cut;
    this.view = liveViewOf(this.values, cut);
    return this.view;
  }

  private unite(dimension: StoredDimension, values: Values, { value, known, days }: Lesson): void {
    const first = known === undefined ? withNext(NO_DAYS, days) : undefined;
    const united = first ?? mergeDays(known ?? NO_DAYS, days).slice();
    if (known === undefined && this.isFull(dimension, values, value, united)) return;
    values.set(value, united);
    this.cap(dimension, values);
  }

  /** Drops the value that a full dimension does not keep. */
  private cap(dimension: StoredDimension, values: Values): void {
    this.full?.delete(dimension);
    if (values.size <= VALUE_CAP) return;
    const [gone] = inOrderOfStay([...values]).at(-1) ?? [];
    if (gone !== undefined) values.delete(gone);
    this.view = undefined;
  }

  private isFull(dimension: StoredDimension, values: Values, value: string, days: Days): boolean {
    if (values.size < VALUE_CAP) return false;
    const known = this.full?.get(dimension) ?? fullnessOf(values);
    this.full = (this.full ?? new Map<StoredDimension, Fullness>()).set(dimension, known);
    return wouldGo(value, days, known);
  }
}

/** Days of a value, and those that are known of it. */
interface Lesson {
  readonly value: string;
  readonly known: Days | undefined;
  readonly days: Days;
}

/** The ordinary lesson: one day, the last that is known or one after it. Undefined if it is another. */
function withNext(known: Days, days: Days): Days | undefined {
  const [day, more] = days;
  if (day === undefined || more !== undefined) return undefined;
  const last = known.at(-1);
  if (last !== undefined && day <= last) return day === last ? known : undefined;
  return (known[0] ?? day) <= day - RING ? undefined : withDay(known, day);
}

/** Days ascend, and the one asked for is mostly the last. */
function holds(known: Days, days: Days): boolean {
  if (days.length === 1 && known.at(-1) === days[0]) return true;
  return days.every((day) => known.includes(day));
}
