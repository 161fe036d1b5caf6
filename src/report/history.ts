import {
  DIMENSIONS,
  type Dimension,
  type HabitMap,
  remember,
  SEEN,
  type Sighting,
} from '../core/history/habit.ts';
import { viewOf } from '../core/history/live-view.ts';
import type { OwnerView } from '../core/history/view.ts';
import { DAY } from '../core/time/days.ts';
import { encodeText, wrapText } from './encode.ts';

const COLUMNS = 100;
const NAMES: ReadonlySet<string> = new Set(DIMENSIONS);

/**
 * What is kept of one owner, in words: on how many days it was seen, whether it is covered, and each value with its
 * state and days. `cut`: the day, counted from 1970, on which that is judged.
 */
export function historyText(owner: string, entries: readonly Sighting[], cut: number): string {
  const habits = entries.reduce<HabitMap>(remember, new Map());
  const view = viewOf(habits, cut);
  const dimensions = [...new Set(entries.map(({ dimension }) => bare(dimension)))]
    .filter((name) => name !== 'seen')
    .sort();
  return [
    `${encodeText(owner, 400)}\n`,
    `  as of ${new Date(cut * DAY).toISOString().slice(0, 10)}: seen on ${view.days} days of the ninety before, over ${view.age} days\n`,
    view.covered
      ? '  covered: habits count\n'
      : '  not covered: five days over a week are needed; rules that need habits answer unknown\n',
    ...dimensions.map((dimension) => section(view, dimension)),
  ].join('');
}

const bare = (dimension: Sighting['dimension']): Dimension => {
  const name = dimension.startsWith('~') ? dimension.slice(1) : dimension;
  return isDimension(name) ? name : 'seen';
};

function isDimension(name: string): name is Dimension {
  return NAMES.has(name);
}

function section(view: OwnerView, dimension: Dimension): string {
  const known = view.known(dimension);
  const emerging = view.seen(dimension).filter((value) => !known.includes(value));
  const probation = view
    .onProbation(dimension)
    .filter((value) => !known.includes(value) && !emerging.includes(value));
  const list = (state: string, values: readonly string[]) =>
    values.length === 0
      ? []
      : wrapText(encodeText(`${state}: ${withDays(view, dimension, values)}`, 4_000), COLUMNS - 6);
  const lines = [...list('known', known), ...list('emerging', emerging), ...list('on probation', probation)];
  return lines.length === 0 ? '' : `  ${dimension}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function withDays(view: OwnerView, dimension: Dimension, values: readonly string[]): string {
  return [...values]
    .sort()
    .map((value) => {
      const days = view.daysOf(dimension, value);
      const name = value === SEEN ? 'any' : value;
      return days === 0 ? name : `${name} (${days})`;
    })
    .join(', ');
}
