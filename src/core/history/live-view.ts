import type { Days } from '../time/days.ts';
import { type Dimension, type Habits, SEEN, type StoredDimension, VALUE_CAP } from './habit.ts';
import {
  type Bursts,
  burstsOf,
  countOf,
  firstOf,
  knowsAny,
  lastOf,
  mayBurst,
  probationOf,
  stateOf,
  type Told,
  valuesWith,
} from './states.ts';
import type { Novelty, OwnerView } from './view.ts';

const NEVER: readonly string[] = [];
const COVERED = { days: 5, age: 7 };
/** Below this age of the owner an emerging value says nothing: everybody's second week has new values. */
const MATURE = 14;

/** Builds the view. Pure: the same habits and cut give the same answers whatever was learned since. */
export function viewOf(habits: Pick<Habits, 'get'>, cut: number): OwnerView {
  const read = new Map<StoredDimension, ReadonlyMap<string, Days> | undefined>();
  return new View((dimension) => {
    if (!read.has(dimension)) read.set(dimension, habits.get(dimension));
    return read.get(dimension);
  }, cut);
}

/** The same, of a history that is there to be read at any time. Most views are asked little: they keep little. */
export function liveViewOf(habits: Pick<Habits, 'get'>, cut: number): OwnerView {
  return new View((dimension) => habits.get(dimension), cut);
}

class View implements OwnerView {
  readonly covered: boolean;
  readonly reason = 'history';
  readonly age: number;
  readonly days: number;
  private readonly get: Habits['get'];
  private readonly cut: number;
  /** What was asked for once, by dimension: made when it is. */
  private bursts: Map<Dimension, Bursts> | undefined;
  private lists: Map<string, readonly string[]> | undefined;

  constructor(get: Habits['get'], cut: number) {
    const seen = get('seen')?.get(SEEN) ?? [];
    const first = firstOf(seen, cut);
    this.get = get;
    this.cut = cut;
    this.days = countOf(seen, cut);
    this.age = first === undefined ? 0 : cut - first;
    this.covered = this.days >= COVERED.days && this.age >= COVERED.age;
  }

  get silentDays(): number | undefined {
    const last = Math.max(this.lastSeen('seen') ?? -1, this.lastSeen('~seen') ?? -1);
    return last < 0 ? undefined : this.cut - last;
  }

  novelty(dimension: Dimension, value: string): Novelty {
    if (!this.covered) return 'unknown';
    const told = this.told(dimension);
    const bursts = this.burstsIn(dimension, told);
    const state = stateOf(told, value, bursts, this.cut);
    if (state === 'known') return 'known';
    if (!knowsAny(told, bursts, this.cut)) return 'unknown';
    if (this.isFull(dimension, told)) return 'unknown';
    if (state === 'emerging') return this.age < MATURE ? 'unknown' : 'emerging';
    return 'new';
  }

  knows(dimension: Dimension, value: string): boolean {
    const told = this.told(dimension);
    return stateOf(told, value, this.burstsIn(dimension, told), this.cut) === 'known';
  }

  saw(dimension: Dimension, value: string): boolean {
    return stateOf(this.told(dimension), value, undefined, this.cut) !== undefined;
  }

  known(dimension: Dimension): readonly string[] {
    return this.list(dimension, 'known');
  }

  seen(dimension: Dimension): readonly string[] {
    return this.list(dimension, 'any');
  }

  onProbation(dimension: Dimension): readonly string[] {
    const values = this.get(probationOf(dimension));
    if (values === undefined) return NEVER;
    return [...values].filter(([, days]) => countOf(days, this.cut) > 0).map(([value]) => value);
  }

  daysOf(dimension: Dimension, value: string): number {
    return countOf(this.get(dimension)?.get(value), this.cut);
  }

  private lastSeen(dimension: StoredDimension): number | undefined {
    const days = this.get(dimension)?.get(SEEN);
    return days && lastOf(days, this.cut);
  }

  private told(dimension: Dimension): Told {
    return { quiet: this.get(dimension), probation: this.get(probationOf(dimension)) };
  }

  private isFull(dimension: Dimension, { probation, quiet }: Told): boolean {
    if ((quiet?.size ?? 0) + (probation?.size ?? 0) < VALUE_CAP) return false;
    return this.seen(dimension).length >= VALUE_CAP;
  }

  private burstsIn(dimension: Dimension, told: Told): Bursts {
    if (!mayBurst(dimension, told)) return undefined;
    this.bursts ??= new Map();
    if (!this.bursts.has(dimension)) this.bursts.set(dimension, burstsOf(told, this.cut));
    return this.bursts.get(dimension);
  }

  private list(dimension: Dimension, wanted: 'any' | 'known'): readonly string[] {
    const told = this.told(dimension);
    if (told.quiet === undefined && told.probation === undefined) return NEVER;
    this.lists ??= new Map();
    const name = wanted === 'known' ? dimension : probationOf(dimension);
    const made = this.lists.get(name);
    if (made !== undefined) return made;
    const list = valuesWith(told, this.burstsIn(dimension, told), this.cut, wanted);
    this.lists.set(name, list);
    return list;
  }
}
