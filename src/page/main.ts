import { type ReportData, unpackFindings } from '../report/html-data.ts';
import { byId } from './dom.ts';
import { entryOf } from './entries.ts';
import { showFilters } from './filters-view.ts';
import { showHeat } from './heat-view.ts';
import { showList } from './list-view.ts';
import { showMatrix } from './matrix-view.ts';
import { showPlaces, showRules } from './ranks-view.ts';
import { createStore } from './store.ts';
import { showSummary } from './summary-view.ts';
import { chooseTheme } from './theme.ts';
import { showTimeline } from './timeline.ts';

/** Written into this file by the same version. */
const data: ReportData = JSON.parse(byId('data', HTMLScriptElement).text);
const store = createStore(unpackFindings(data).map(entryOf));

const theme = chooseTheme();
showSummary(data.head, store.entries.length);
showFilters(store, data.head);
const list = showList(store, data.head);
showTimeline(store, data.head, theme, list.open);
showMatrix(store);
showHeat(store);
showPlaces(store);
showRules(store, data.head);
document.documentElement.setAttribute('data-ready', store.entries.length === 0 ? 'empty' : 'yes');
// Measured when the first frame has been drawn, not before.
requestAnimationFrame(() => setTimeout(() => performance.mark('interactive')));
