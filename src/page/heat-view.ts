import { attribute, byId, el, fill, markMore } from './dom.ts';
import { DAYS, findings, hourName } from './format.ts';
import { roving } from './grid.ts';
import { hoursOfWeek, NONE, type Tally } from './numbers.ts';
import type { PageStore } from './store.ts';

const SHADES = 5;

/** Shows how many findings fall into each hour of the week. Its cells are made once, and only change their content. */
export function showHeat(store: PageStore): void {
  const cells = Array.from({ length: 7 * 24 }, (_, hour) => cell(store, hour));
  const hours = Array.from({ length: 24 }, (_, hour) =>
    el('th', { scope: 'col' }, hour % 3 === 0 ? String(hour).padStart(2, '0') : ''),
  );
  const rows = DAYS.map((day, at) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, day),
      ...cells.slice(at * 24, at * 24 + 24).map((button) => el('td', {}, button)),
    ),
  );
  const head = el('thead', {}, el('tr', {}, el('td'), ...hours));
  const table = el('table', { class: 'heat', role: 'grid' }, head, el('tbody', {}, ...rows));
  attribute(table, 'aria-label', 'Findings by weekday and hour in UTC; arrow keys move');
  const room = byId('heat', HTMLElement);
  markMore(room);
  fill(room, table);
  store.watch(() => {
    const tallies = hoursOfWeek(store.shown('hour'));
    const most = Math.max(1, ...tallies.map(({ count }) => count));
    for (const [hour, button] of cells.entries()) {
      say(button, hour, tallies[hour] ?? NONE, most);
      attribute(button, 'aria-pressed', store.filter().hour === hour ? 'true' : 'false');
    }
    roving(table);
  });
}

/** Fills a cell. Its shade grows with the square root of the count, so that one finding shows beside hundreds. */
function say(button: HTMLButtonElement, hour: number, { count, level, score }: Tally, most: number): void {
  const shade = Math.ceil(Math.sqrt(count / most) * SHADES);
  const what = count === 0 ? 'no findings' : `${findings(count)}, highest ${score} ${level}`;
  const said = `${hourName(hour)} UTC: ${what}`;
  button.className = `cell shade-${shade}`;
  attribute(button, 'aria-label', said);
  attribute(button, 'title', said);
  fill(button, inCell(count));
}

/** A count as short as a cell is narrow. */
function inCell(count: number): string {
  if (count === 0) return '';
  return count > 999 ? '1k+' : String(count);
}

function cell(store: PageStore, hour: number): HTMLButtonElement {
  const button = el('button', { type: 'button' });
  button.addEventListener('click', () => store.change({ hour: store.filter().hour === hour ? null : hour }));
  return button;
}
