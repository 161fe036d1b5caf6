import type { ReportHead } from '../report/html-data.ts';
import { el } from './dom.ts';
import type { ReportEntry } from './entries.ts';
import { badge, time } from './format.ts';
import { way } from './matrix-view.ts';
import { storyOf } from './story-view.ts';

/** What the items of the list share. */
export interface Items {
  readonly head: ReportHead;
  /** Entries that are open: they are open again when the list is rebuilt. */
  readonly opened: Set<ReportEntry>;
  known(id: string): boolean;
  /** Goes to another finding. */
  follow(id: string): void;
  /** Called when somebody has opened or closed an item by hand. */
  chosen(entry: ReportEntry, open: boolean): void;
}

/** A finding in the list: a line that opens to show its story, which is made only then. */
export function itemOf(entry: ReportEntry, { head, opened, known, follow, chosen }: Items): HTMLElement {
  const { finding, path, place, tag } = entry;
  const { level, score, summary } = finding;
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
  // `open` changes only after the click.
  line.addEventListener('click', () => chosen(entry, !details.open));
  details.open = opened.has(entry);
  return el('li', {}, details);
}

/** Opens an item and goes to it. Does nothing if it is not in the list. */
export function goTo(entry: ReportEntry): void {
  const found = document.getElementById(anchorOf(entry));
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = true;
  found.scrollIntoView({ block: 'start' });
  found.querySelector('summary')?.focus({ preventScroll: true });
}

function anchorOf({ finding }: ReportEntry): string {
  return `finding-${finding.id}`;
}
