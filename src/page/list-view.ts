import type { ReportHead } from '../report/html-data.ts';
import { byId, type Child, el, fill } from './dom.ts';
import type { Entry } from './entries.ts';
import { badge, findings, number, time } from './format.ts';
import { way } from './matrix-view.ts';
import type { Store } from './store.ts';
import { storyOf } from './story-view.ts';

const FIRST = 50;
const STEP = 200;

type Order = (a: Entry, b: Entry) => number;
const ORDERS: Readonly<Record<string, Order>> = {
  'highest score first': (a, b) => b.finding.score - a.finding.score || a.at - b.at,
  'latest first': (a, b) => b.at - a.at,
  'earliest first': (a, b) => a.at - b.at,
};

export interface List {
  /** Shows a finding open, wherever in the list it is. */
  readonly open: (entry: Entry) => void;
}

/** The findings that pass the filter, a part at a time; each tells its story when it is opened. */
export function showList(store: Store, head: ReportHead): List {
  const list = byId('list', HTMLOListElement);
  const order = byId('order', HTMLSelectElement);
  const byFinding = new Map(store.entries.map((entry) => [entry.finding.id, entry]));
  const context: Context = {
    head,
    opened: new Set(),
    known: (id) => byFinding.has(id),
    follow(id) {
      const entry = byFinding.get(id);
      if (entry !== undefined) open(entry);
    },
  };
  let sorted: readonly Entry[] = [];
  let shown = 0;
  const show = (upTo: number) => {
    const items = sorted.slice(shown, upTo).map((entry) => itemOf(entry, context));
    list.append(...items);
    shown += items.length;
    fill(byId('more', HTMLElement), ...more(shown, sorted.length, show));
    return items[0];
  };
  const restart = () => {
    sorted = [...store.shown()].sort(ORDERS[order.value] ?? (() => 0));
    shown = 0;
    fill(list);
    show(FIRST);
    if (sorted.length === 0)
      fill(byId('more', HTMLElement), el('p', { class: 'empty' }, nothing(store, head)));
  };
  const open = (entry: Entry) => {
    if (!store.shown().includes(entry)) store.clear();
    show(sorted.indexOf(entry) + 1);
    reveal(entry);
  };
  fill(order, ...Object.keys(ORDERS).map((name) => el('option', { value: name }, name)));
  order.addEventListener('change', restart);
  openAll(list);
  store.watch(restart);
  return { open };
}

/** What every item needs to know. */
interface Context {
  readonly head: ReportHead;
  /** What somebody opened: it is open again when the list is made anew. */
  readonly opened: Set<Entry>;
  known(id: string): boolean;
  follow(id: string): void;
}

function reveal(entry: Entry): void {
  const found = document.getElementById(anchorOf(entry));
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = true;
  found.scrollIntoView({ block: 'start' });
  found.querySelector('summary')?.focus({ preventScroll: true });
}

function openAll(list: HTMLElement): void {
  const all = (to: boolean) => () => {
    for (const one of list.querySelectorAll('details')) one.open = to;
  };
  byId('expand', HTMLButtonElement).addEventListener('click', all(true));
  byId('collapse', HTMLButtonElement).addEventListener('click', all(false));
}

function itemOf(entry: Entry, { head, opened, known, follow }: Context): HTMLElement {
  const { finding, path, place } = entry;
  const { level, score, summary, cause, repeatOf } = finding;
  const tag = repeatOf !== null ? 'repeat' : cause !== null ? 'alert' : '';
  const line = el(
    'summary',
    {},
    badge(level, score),
    el('span', { class: 'when' }, time(finding.time)),
    el(
      'span',
      { class: 'what' },
      el(
        'span',
        { class: 'sentence' },
        ...(tag === '' ? [] : [el('span', { class: `tag ${tag}` }, tag), ' ']),
        summary,
      ),
      el('span', { class: 'quiet line' }, way(path), ` · ${place.key}`),
    ),
  );
  const details = el('details', { id: anchorOf(entry) }, line);
  const tell = () => {
    if (details.open && details.childElementCount === 1)
      details.append(storyOf(finding, head, known, follow));
    if (details.open) opened.add(entry);
    else opened.delete(entry);
  };
  details.addEventListener('toggle', tell);
  details.open = opened.has(entry);
  return el('li', {}, details);
}

function more(shown: number, all: number, show: (upTo: number) => HTMLElement | undefined): readonly Child[] {
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

function nothing(store: Store, { minScore }: ReportHead): string {
  return store.entries.length === 0
    ? `No finding scores ${minScore} or more. A lower --min-score lists what is only counted above.`
    : 'No finding passes the filters.';
}

function anchorOf({ finding }: Entry): string {
  return `finding-${finding.id}`;
}
