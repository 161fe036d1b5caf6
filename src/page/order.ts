import type { Entry } from './entries.ts';

/** In which order findings are listed. Equal ones keep their order in the file: highest first, then earliest. */
export type Order = 'highest' | 'latest' | 'earliest';

type Compare = (a: Entry, b: Entry) => number;

/** Each order in words, and how it compares. A report opens with the first. */
export const ORDERS: ReadonlyMap<Order, readonly [words: string, compare: Compare]> = new Map([
  ['highest', ['highest score first', (a, b) => b.finding.score - a.finding.score || a.at - b.at]],
  ['latest', ['latest first', (a, b) => b.at - a.at]],
  ['earliest', ['earliest first', (a, b) => a.at - b.at]],
]);

/** The order with this name, or `highest` if there is none. */
export function orderOf(text: string): Order {
  return [...ORDERS.keys()].find((order) => order === text) ?? 'highest';
}

export function sorted(entries: readonly Entry[], order: Order): readonly Entry[] {
  return [...entries].sort(ORDERS.get(order)?.[1]);
}
