import uPlot from 'uplot';
import type { ReportHead } from '../report/html-data.ts';
import { attribute, byId, fill } from './dom.ts';
import type { ReportEntry } from './entries.ts';
import { findings, time } from './format.ts';
import type { PageStore } from './store.ts';
import type { Theme } from './theme.ts';
import { optionsOf, seriesOf, sizePoints } from './timeline-plot.ts';

/** How many pixels from a point the pointer still counts as at it. */
const NEAR = 14;
const HINT =
  'In UTC. Drag over a span to filter by it, or use the fields From and To; a double click shows everything again. A click at a point opens the finding.';

/**
 * Shows scores over time. Dragging over a span filters by it (without a pointer, the two fields for times do that); a
 * click opens the finding at the pointer.
 */
export function showTimeline(
  store: PageStore,
  head: ReportHead,
  theme: Theme,
  open: (entry: ReportEntry) => void,
): void {
  const room = byId('timeline', HTMLElement);
  const whole = ends(store.entries, head);
  let entries: readonly ReportEntry[] = [];
  const range = () => rangeOf(store, whole);
  const plot = new uPlot(optionsOf(head, room.clientWidth, range), seriesOf([]), room);
  followPointer(plot, () => nearestTo(plot, entries), open);
  plot.hooks.setSelect = [
    ({ select }) => {
      if (select.width < 4) return;
      const at = (x: number) => Math.round(plot.posToVal(x, 'x')) * 1_000;
      const span = { from: at(select.left), to: at(select.left + select.width) };
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      store.change(span);
    },
  ];
  plot.over.addEventListener('dblclick', () => store.change({ from: null, to: null }));
  store.watch(() => {
    entries = [...store.shown()].sort((a, b) => a.at - b.at);
    sizePoints(plot, entries.length);
    plot.setData(seriesOf(entries));
    attribute(room, 'aria-label', saidOf(entries));
  });
  theme.watch(() => plot.redraw());
  new ResizeObserver(() => {
    if (room.clientWidth !== plot.width) plot.setSize({ width: room.clientWidth, height: plot.height });
  }).observe(room);
}

/** Says which finding is at the pointer, and opens it at a click. */
function followPointer(
  plot: uPlot,
  nearest: () => ReportEntry | undefined,
  open: (entry: ReportEntry) => void,
): void {
  const readout = byId('timeline-readout', HTMLElement);
  fill(readout, HINT);
  plot.hooks.setCursor = [
    () => {
      const entry = nearest();
      plot.over.classList.toggle('at-point', entry !== undefined);
      fill(readout, entry === undefined ? HINT : told(entry));
    },
  ];
  plot.over.addEventListener('click', () => {
    const entry = nearest();
    if (entry !== undefined) open(entry);
  });
}

type Span = readonly [first: number, last: number];

/** The span that is drawn, in seconds since 1970: the filter's, else the whole, with some room at both ends. */
function rangeOf(store: PageStore, whole: Span): Span {
  const { from, to } = store.filter();
  const asked: Span = [from ?? whole[0], to ?? whole[1]];
  const [first, last] = asked[0] <= asked[1] ? asked : whole;
  const edge = Math.max(30_000, (last - first) * 0.02);
  return [(first - edge) / 1_000, (last + edge) / 1_000];
}

/** The times of the first and last finding, or, without findings, of the recording’s first and last event. */
function ends(entries: readonly ReportEntry[], { summary }: ReportHead): Span {
  const { firstEvent, lastEvent } = summary;
  if (entries.length === 0)
    return [Date.parse(firstEvent ?? '2000-01-01'), Date.parse(lastEvent ?? '2000-01-02')];
  return entries.reduce<Span>(
    ([first, last], { at }) => [Math.min(first, at), Math.max(last, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function nearestTo(plot: uPlot, entries: readonly ReportEntry[]): ReportEntry | undefined {
  const { left = -1, top = -1 } = plot.cursor;
  if (left < 0) return undefined;
  let found: ReportEntry | undefined;
  let least: number = NEAR;
  for (const entry of entries) {
    const x = plot.valToPos(entry.at / 1_000, 'x') - left;
    if (Math.abs(x) > NEAR) continue;
    const distance = Math.hypot(x, plot.valToPos(entry.finding.score, 'y') - top);
    if (distance >= least) continue;
    found = entry;
    least = distance;
  }
  return found;
}

function told({ finding, path }: ReportEntry): string {
  return `${time(finding.time)}  ${finding.level} ${finding.score}  ${path.join(' → ')}`;
}

function saidOf(entries: readonly ReportEntry[]): string {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return 'Scores over time: no findings';
  const high = entries.reduce((most, { finding }) => Math.max(most, finding.score), 0);
  return `Scores over time: ${findings(entries.length)} from ${time(first.at)} to ${time(last.at)} UTC, the highest ${high}`;
}
