import { attribute, byId, type Child, el, fill, markMore, rebuild } from './dom.ts';
import { badge, findings, number } from './format.ts';
import { roving } from './grid.ts';
import { type Matrix, matrix, paths } from './numbers.ts';
import type { PageStore } from './store.ts';

const ROWS = 14;
const COLUMNS = 12;
const PATHS = 8;

/** Shows a table of who is behind the calls and what was asked for, and the longer ways between them. */
export function showMatrix(store: PageStore): void {
  markMore(byId('matrix', HTMLElement));
  store.watch(() => {
    const numbers = matrix(store.shown('actor', 'role'), ROWS, COLUMNS);
    if (numbers.actors.length === 0) {
      fill(byId('matrix', HTMLElement), el('p', { class: 'empty' }, 'No findings.'));
    } else {
      const table = tableOf(numbers, store);
      rebuild(byId('matrix', HTMLElement), [table]);
      roving(table);
    }
    const { moreActors, moreAsked } = numbers;
    const more = [
      ...(moreActors > 0 ? [`${number(moreActors)} more actors`] : []),
      ...(moreAsked > 0 ? [`${number(moreAsked)} more roles or calls`] : []),
    ].join(' and ');
    fill(byId('matrix-more', HTMLElement), more === '' ? '' : `${more} with lower scores have no room here.`);
    showPaths(store);
  });
}

function tableOf(numbers: Matrix, store: PageStore): HTMLTableElement {
  const { actors, asked } = numbers;
  const heads = asked.map(({ name, accounts: [account = '', ...others] }) => {
    const where = others.length === 0 ? account : `${others.length + 1} accounts`;
    return el(
      'th',
      { scope: 'col', title: name },
      el('span', { class: 'clip' }, ...breakable(name)),
      small(where),
    );
  });
  const rows = actors.map((actor) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row', title: actor }, el('span', { class: 'clip' }, ...breakable(actor))),
      ...asked.map(({ name }) => el('td', {}, ...cellOf(numbers, actor, name, store))),
    ),
  );
  const head = el('thead', {}, el('tr', {}, el('td'), ...heads));
  const table = el('table', { class: 'matrix', role: 'grid' }, head, el('tbody', {}, ...rows));
  attribute(table, 'aria-label', 'Findings by who is behind them and what was asked for; arrow keys move');
  return table;
}

function cellOf(numbers: Matrix, actor: string, role: string, store: PageStore): readonly Child[] {
  const { count, level, score } = numbers.tally(actor, role);
  if (count === 0) return [];
  const filter = store.filter();
  const pressed = filter.actor === actor && filter.role === role;
  const said = `${actor} to ${role}: ${findings(count)}, highest ${score} ${level}`;
  const button = el(
    'button',
    {
      type: 'button',
      class: `cell ${level}`,
      title: said,
      'aria-label': said,
      'aria-pressed': pressed ? 'true' : 'false',
      'data-key': JSON.stringify([actor, role]),
    },
    number(count),
  );
  button.addEventListener('click', () => store.change(pressed ? { actor: '', role: '' } : { actor, role }));
  return [button];
}

function showPaths(store: PageStore): void {
  const all = paths(store.shown()).filter(({ path }) => path.length > 2);
  const items = all
    .slice(0, PATHS)
    .map(({ path, count, level, score }) =>
      el('li', {}, badge(level, score), way(path), el('span', { class: 'quiet' }, findings(count))),
    );
  const rest = all.length - items.length;
  fill(
    byId('paths', HTMLElement),
    items.length === 0
      ? el('p', { class: 'empty' }, 'No session in these findings came from another session.')
      : el('ul', { class: 'paths' }, ...items),
    ...(rest > 0 ? [el('p', { class: 'quiet' }, `and ${number(rest)} more`)] : []),
  );
}

/** `alice → DeployRole → ProdAdmin`, each step an element of its own. */
export function way(path: readonly string[]): HTMLElement {
  const steps = path.flatMap((step, at) => [
    ...(at === 0 ? [] : [el('span', { class: 'arrow' }, ' → ')]),
    el('span', { class: 'step' }, step),
  ]);
  return el('span', { class: 'way' }, ...steps);
}

/** A name that may break between its words (`Prod`, `Admin`), but not within one. */
function breakable(name: string): readonly Child[] {
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[_.:/-])|(?=@)/);
  return words.flatMap((word, at) => (at === 0 ? [word] : [el('wbr'), word]));
}

function small(text: string): HTMLElement {
  return el('span', { class: 'quiet account' }, text);
}
