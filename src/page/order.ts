import type { ReportEntry } from './entries.ts';

/** In which order findings are listed. Equal ones keep their order in the file: highest first, then earliest. */
export type SortOrder = 'highest' | 'latest' | 'earliest';

type Compare = (a: ReportEntry, b: ReportEntry) => number;

/** Each order in words, and how it compares. A report opens with the first. */
export const ORDERS: ReadonlyMap<SortOrder, readonly [words: string, compare: Compare]> = new Map([
  ['highest', ['highest score first', (a, b) => b.finding.score - a.finding.score || a.at - b.at]],
  ['latest', ['latest first', (a, b) => b.at - a.at]],
  ['earliest', ['earliest first', (a, b) => a.at - b.at]],
]);

/** The order with this name, or `highest` if there is none. */
export function orderOf(text: string): SortOrder {
  return [...ORDERS.keys()].find((order) => order === text) ?? 'highest';
}

/** The entries in an order; those that are equal in it stay as they were. */
export function sorted(entries: readonly ReportEntry[], order: SortOrder): readonly ReportEntry[] {
  return [...entries].sort(ORDERS.get(order)?.[1]);
}
