import { type Dimension, SEEN } from './habit.ts';
import type { OwnerView } from './view.ts';

/** Dimensions that a finding tells of an actor and of a role: what a person asks first. */
const TOLD = [
  'country',
  'network',
  'client',
  'role',
  'hour',
  'caller',
  'tactic',
] as const satisfies readonly Dimension[];

/** What an owner's history said when an event was judged. Lists are sorted, and hold at most twelve values each; of hours all. */
export interface Usual {
  /** The history is long enough to judge by: five distinct days and seven days' age. */
  readonly covered: boolean;
  /** Distinct days seen, in the ninety before. */
  readonly days: number;
  /** Known values by dimension; dimensions without any are left out. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Values seen that are not known yet. */
  readonly emerging: Readonly<Record<string, readonly string[]>>;
}

const MOST = 12;
/** Those of weekdays and those of weekends. */
const HOURS = 48;

/** Reads a view for people. */
export function usualOf(view: OwnerView): Usual {
  const lists = (valuesOf: (dimension: Dimension) => readonly string[]) =>
    Object.fromEntries(
      TOLD.flatMap((dimension) => {
        const all = valuesOf(dimension).filter((value) => value !== SEEN);
        const values = all.sort().slice(0, dimension === 'hour' ? HOURS : MOST);
        return values.length === 0 ? [] : [[dimension, values]];
      }),
    );
  return {
    // of a workload that never calls STS only its calls of other services are known
    covered: view.covered || view.knows('tactic', SEEN),
    days: Math.max(view.days, view.daysOf('tactic', SEEN)),
    known: lists((dimension) => view.known(dimension)),
    emerging: lists((dimension) =>
      view.seen(dimension).filter((value) => !view.known(dimension).includes(value)),
    ),
  };
}
