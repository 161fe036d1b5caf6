import type { ReportHead } from '../report/html-data.ts';
import { attribute, byId, el, fill, rebuild } from './dom.ts';
import { EVERYTHING, type Filter } from './filter.ts';
import { findings, hourName, number } from './format.ts';
import { toFragment } from './fragment.ts';
import { showAlerts, showLevels } from './levels-view.ts';
import { topRules } from './numbers.ts';
import type { PageStore } from './store.ts';
import { followTimes } from './times-view.ts';

const NAMES = 2_000;
const PAUSE = 120;

/** Shows the controls of the filter, how many findings pass it, and the parts of it that were chosen in charts. */
export function showFilters(store: PageStore, head: ReportHead): void {
  const form = byId('filter-form', HTMLFormElement);
  form.addEventListener('submit', (event) => event.preventDefault());
  showLevels(store);
  showAlerts(store);
  offerNames(store, head);
  followText(store);
  followTimes(store);
  byId('clear', HTMLButtonElement).addEventListener('click', () => store.clear());
  store.watch(() => showState(store));
  keepClear(byId('filters', HTMLElement));
}

/** Tells the style sheet how tall the filters are, which stay at the top: nothing that is scrolled to hides under them. */
function keepClear(part: HTMLElement): void {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--filters', `${part.offsetHeight}px`);
  }).observe(part);
}

function offerNames(store: PageStore, { rules }: ReportHead): void {
  const options = (names: readonly string[]) =>
    [...new Set(names)]
      .sort()
      .slice(0, NAMES)
      .map((name) => el('option', { value: name }));
  const actors = store.entries.flatMap(({ behind, caller }) => [behind, caller]);
  const roles = store.entries.map(({ asked, account }) =>
    account === '' ? asked : `${asked} in ${account}`,
  );
  fill(byId('actors', HTMLDataListElement), ...options(actors));
  fill(byId('roles', HTMLDataListElement), ...options(roles));
  const ids = topRules(store.entries)
    .map(({ ruleId }) => ruleId)
    .sort();
  fill(
    byId('rule', HTMLSelectElement),
    el('option', { value: '' }, 'any rule'),
    ...ids.map((id) => el('option', { value: id, title: rules[id]?.title }, id)),
  );
}

/** Connects the controls for text, numbers and rules. */
function followText(store: PageStore): void {
  const input = (id: string) => byId(id, HTMLInputElement);
  follow(store, input('min-score'), {
    read: (text) => ({ minScore: Number(text) || 0 }),
    write: ({ minScore }) => (minScore === 0 ? '' : String(minScore)),
  });
  for (const name of ['actor', 'role', 'text'] as const) {
    follow(store, input(name), { read: (text) => ({ [name]: text }), write: (filter) => filter[name] });
  }
  follow(store, byId('rule', HTMLSelectElement), { read: (rule) => ({ rule }), write: ({ rule }) => rule });
}

/** Connects a control with its part of the filter: what is typed counts after a short pause. */
function follow(
  store: PageStore,
  control: HTMLInputElement | HTMLSelectElement,
  part: {
    readonly read: (text: string) => Partial<Filter>;
    readonly write: (filter: Filter) => string;
  },
): void {
  const { read, write } = part;
  let timer = 0;
  const take = () => {
    timer = 0;
    store.change(read(control.value));
  };
  control.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(take, PAUSE);
  });
  store.watch(() => {
    const filter = store.filter();
    const value = write(filter);
    const said = write({ ...filter, ...read(control.value) });
    // Not while somebody types: `07` means 7 already, and more of a word may follow.
    if (value === '' || (said !== value && timer === 0)) control.value = value;
  });
}

function showState(store: PageStore): void {
  const filter = store.filter();
  const shown = store.shown().length;
  const all = store.entries.length;
  fill(byId('count', HTMLElement), shown === all ? findings(all) : `${number(shown)} of ${findings(all)}`);
  fill(byId('asked', HTMLElement), asked(store));
  const chosen = [
    ...(filter.place === null ? [] : [chip('place', filter.place, () => store.change({ place: null }))]),
    ...(filter.hour === null
      ? []
      : [chip('hour', `${hourName(filter.hour)} UTC`, () => store.change({ hour: null }))]),
  ];
  rebuild(byId('chips', HTMLElement), chosen);
  attribute(byId('clear', HTMLButtonElement), 'hidden', filter === EVERYTHING);
}

/** The filter in words, for print, where the controls are not shown. */
function asked(store: PageStore): string {
  const parts = [...new URLSearchParams(toFragment({ ...store.view(), order: 'highest', opened: null }))];
  return parts
    .map(([name, value]) => `${name}: ${name === 'hour' ? hourName(Number(value)) : value}`)
    .join('; ');
}

function chip(key: string, text: string, remove: () => void): HTMLElement {
  const button = el(
    'button',
    { type: 'button', class: 'chip', 'data-key': key, 'aria-label': `Remove the filter ${text}` },
    `${text} ×`,
  );
  button.addEventListener('click', remove);
  return button;
}
