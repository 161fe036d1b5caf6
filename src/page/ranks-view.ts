import type { ReportHead } from '../report/html-data.ts';
import { byId, type Child, el, rebuild } from './dom.ts';
import { badge, bar, number } from './format.ts';
import { places, type Tally, topRules } from './numbers.ts';
import type { PageStore } from './store.ts';

const PLACES = 8;
const RULES = 15;

interface Choice {
  readonly key: string;
  readonly text: readonly Child[];
  readonly pressed: boolean;
  choose(): void;
}

/** Lists places by their highest score. */
export function showPlaces(store: PageStore): void {
  store.watch(() => {
    const all = places(store.shown('place'));
    const most = Math.max(1, ...all.map(({ count }) => count));
    const rows = all.slice(0, PLACES).map((one) => {
      const { key, country, network } = one.place;
      const pressed = store.filter().place === key;
      const choice = {
        key,
        text: [country, el('span', { class: 'quiet' }, network)],
        pressed,
        choose: () => store.change({ place: pressed ? null : key }),
      };
      return row(choice, one, most, number(one.actors));
    });
    const columns = ['Place', 'Highest', 'Findings', 'Actors'];
    rebuild(byId('places', HTMLElement), table('Places', columns, rows, all.length - rows.length));
  });
}

/** Lists rules by the number of findings in which they fired. */
export function showRules(store: PageStore, { rules }: ReportHead): void {
  store.watch(() => {
    const all = topRules(store.shown('rule'));
    const most = Math.max(1, ...all.map(({ count }) => count));
    const rows = all.slice(0, RULES).map((one) => {
      const { ruleId, points } = one;
      const pressed = store.filter().rule === ruleId;
      const title = rules[ruleId]?.title;
      const choice = {
        key: ruleId,
        text: [ruleId, ...(title === undefined ? [] : [el('span', { class: 'quiet' }, title)])],
        pressed,
        choose: () => store.change({ rule: pressed ? '' : ruleId }),
      };
      return row(choice, one, most, number(points));
    });
    const columns = ['Rule', 'Highest', 'Findings', 'Points'];
    rebuild(byId('rules', HTMLElement), table('Top rules', columns, rows, all.length - rows.length));
  });
}

function row({ key, text, pressed, choose }: Choice, tally: Tally, most: number, last: string): HTMLElement {
  const button = el(
    'button',
    { type: 'button', class: 'pick', 'aria-pressed': pressed ? 'true' : 'false', 'data-key': key },
    ...text,
  );
  button.addEventListener('click', choose);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, button),
    el('td', {}, badge(tally.level, tally.score)),
    el(
      'td',
      { class: 'number' },
      bar(tally.count / most, tally.level),
      el('span', { class: 'count' }, number(tally.count)),
    ),
    el('td', { class: 'number' }, last),
  );
}

function table(
  name: string,
  columns: readonly string[],
  rows: readonly HTMLElement[],
  rest: number,
): readonly Child[] {
  if (rows.length === 0) return [el('p', { class: 'empty' }, 'No findings.')];
  const heads = columns.map((head, at) => el('th', { scope: 'col', class: at > 1 ? 'number' : '' }, head));
  return [
    el(
      'table',
      { class: 'ranks', 'aria-label': name },
      el('thead', {}, el('tr', {}, ...heads)),
      el('tbody', {}, ...rows),
    ),
    ...(rest > 0 ? [el('p', { class: 'quiet' }, `and ${number(rest)} more`)] : []),
  ];
}
