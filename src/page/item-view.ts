import type { ReportHead } from '../report/html-data.ts';
import { el } from './dom.ts';
import type { Entry } from './entries.ts';
import { badge, time } from './format.ts';
import { way } from './matrix-view.ts';
import { storyOf } from './story-view.ts';

/** What every item needs to know. */
export interface Items {
  readonly head: ReportHead;
  /** What somebody opened: it is open again when the list is made anew. */
  readonly opened: Set<Entry>;
  known(id: string): boolean;
  /** Leads to another finding. */
  follow(id: string): void;
  /** Somebody opened or closed the item by hand. */
  chosen(entry: Entry, open: boolean): void;
}

/** A finding of the list: a line that opens to its story, which is written only then. */
export function itemOf(entry: Entry, { head, opened, known, follow, chosen }: Items): HTMLElement {
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
  // It is open or closed only after the click.
  line.addEventListener('click', () => chosen(entry, !details.open));
  details.open = opened.has(entry);
  return el('li', {}, details);
}

/** Opens an item that is in the list, and goes to it. */
export function goTo(entry: Entry): void {
  const found = document.getElementById(anchorOf(entry));
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = true;
  found.scrollIntoView({ block: 'start' });
  found.querySelector('summary')?.focus({ preventScroll: true });
}

function anchorOf({ finding }: Entry): string {
  return `finding-${finding.id}`;
}
