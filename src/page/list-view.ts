import type { ReportHead } from '../report/html-data.ts';
import { byId, type Child, el, fill } from './dom.ts';
import type { ReportEntry } from './entries.ts';
import { findings, number } from './format.ts';
import { goTo, type Items, itemOf } from './item-view.ts';
import { ORDERS, orderOf, sorted } from './order.ts';
import type { PageStore } from './store.ts';

const FIRST = 50;
const STEP = 200;

/** What other parts of the page may ask of the list. */
export interface List {
  /** Goes to a finding and opens it. If it does not pass the filter, the filter is cleared. */
  readonly open: (entry: ReportEntry) => void;
  /** Goes to a finding and opens it, if it passes the filter. */
  readonly reveal: (id: string) => void;
}

/** Lists the findings that pass the filter: the first of them, and more when a button is pressed. */
export function showList(store: PageStore, head: ReportHead): List {
  const list = byId('list', HTMLOListElement);
  const byFinding = new Map(store.entries.map((entry) => [entry.finding.id, entry]));
  const items: Items = {
    head,
    opened: new Set(),
    known: (id) => byFinding.has(id),
    follow(id) {
      const entry = byFinding.get(id);
      if (entry !== undefined) open(entry);
    },
    chosen: ({ finding }, isOpen) => {
      if (isOpen) store.note(finding.id, false);
      else if (store.view().opened === finding.id) store.note(null, false);
    },
  };
  let passing: readonly ReportEntry[] = [];
  let shown = 0;
  const show = (upTo: number) => {
    const more = passing.slice(shown, upTo).map((entry) => itemOf(entry, items));
    list.append(...more);
    shown += more.length;
    fill(byId('more', HTMLElement), ...theRest(shown, passing.length, show));
    return more[0];
  };
  const restart = () => {
    passing = sorted(store.shown(), store.view().order);
    shown = 0;
    fill(list);
    show(FIRST);
    if (passing.length === 0)
      fill(byId('more', HTMLElement), el('p', { class: 'empty' }, nothing(store, head)));
  };
  const go = (entry: ReportEntry) => {
    show(passing.indexOf(entry) + 1);
    goTo(entry);
  };
  const open = (entry: ReportEntry) => {
    const hidden = !passing.includes(entry);
    if (hidden) store.clear();
    store.note(entry.finding.id, !hidden);
    go(entry);
  };
  chooseOrder(store);
  openAll(list, store);
  store.watch(restart);
  return {
    open,
    reveal(id) {
      const entry = byFinding.get(id);
      if (entry !== undefined && passing.includes(entry)) go(entry);
    },
  };
}

function chooseOrder(store: PageStore): void {
  const choice = byId('order', HTMLSelectElement);
  fill(choice, ...[...ORDERS].map(([value, [words]]) => el('option', { value }, words)));
  choice.addEventListener('change', () => store.sort(orderOf(choice.value)));
  store.watch(() => {
    choice.value = store.view().order;
  });
}

function openAll(list: HTMLElement, store: PageStore): void {
  const all = (to: boolean) => () => {
    for (const one of list.querySelectorAll('details')) one.open = to;
    if (!to) store.note(null, false);
  };
  byId('expand', HTMLButtonElement).addEventListener('click', all(true));
  byId('collapse', HTMLButtonElement).addEventListener('click', all(false));
}

function theRest(
  shown: number,
  all: number,
  show: (upTo: number) => HTMLElement | undefined,
): readonly Child[] {
  if (shown >= all) return [];
  const button = (text: string, upTo: number) => {
    const one = el('button', { type: 'button', class: 'plain' }, text);
    one.addEventListener('click', () => show(upTo)?.querySelector('summary')?.focus());
    return one;
  };
  return [
    el('p', { class: 'quiet' }, `${number(shown)} of ${findings(all)} are shown.`),
    button(`Show ${number(Math.min(STEP, all - shown))} more`, shown + STEP),
    button('Show all', all),
  ];
}

function nothing(store: PageStore, { minScore, summary }: ReportHead): string {
  if (store.entries.length > 0) return 'No finding passes the filters.';
  const counted = Object.values(summary.findings).some((count) => count > 0);
  const more = counted ? ' A lower --min-score lists what is only counted above.' : '';
  return `No finding scores ${minScore} or more.${more}`;
}
