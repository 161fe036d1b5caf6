import { type ReportData, unpackFindings } from '../report/html-data.ts';
import { followAddress } from './address.ts';
import { byId } from './dom.ts';
import { entryOf } from './entries.ts';
import { showFilters } from './filters-view.ts';
import { fromFragment, type Known } from './fragment.ts';
import { showHeat } from './heat-view.ts';
import { showList } from './list-view.ts';
import { showMatrix } from './matrix-view.ts';
import { showPlaces, showRules } from './ranks-view.ts';
import { createStore } from './store.ts';
import { showSummary } from './summary-view.ts';
import { chooseTheme } from './theme.ts';
import { showTimeline } from './timeline.ts';

/** The data in the page: not checked, since the same version has written them. */
const data: ReportData = JSON.parse(byId('data', HTMLScriptElement).text);
const entries = unpackFindings(data).map(entryOf);
const known: Known = {
  rules: new Set(entries.flatMap(({ finding }) => finding.signals.map(({ ruleId }) => ruleId))),
  places: new Set(entries.map(({ place }) => place.key)),
  findings: new Set(entries.map(({ finding }) => finding.id)),
};
const store = createStore(entries, fromFragment(location.hash, known));

const theme = chooseTheme();
showSummary(data.head, store.entries.length);
showFilters(store, data.head);
const list = showList(store, data.head);
showTimeline(store, data.head, theme, list.open);
showMatrix(store);
showHeat(store);
showPlaces(store);
showRules(store, data.head);
followAddress(store, known, list.reveal);
skipToFindings();
document.documentElement.setAttribute('data-ready', store.entries.length === 0 ? 'empty' : 'yes');
// Marks the time when the first frame has been drawn.
requestAnimationFrame(() => setTimeout(() => performance.mark('interactive')));

/** Does what the link and the button say, without changing the address: that holds what is shown. */
function skipToFindings(): void {
  for (const link of ['skip', 'to-list'])
    byId(link, HTMLElement).addEventListener('click', (event) => {
      event.preventDefault();
      const title = byId('findings', HTMLElement);
      title.scrollIntoView();
      title.focus({ preventScroll: true });
    });
}
