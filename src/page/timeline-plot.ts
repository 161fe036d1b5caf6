import uPlot from 'uplot';
import { LEVELS, type Level } from '../core/finding/finding.ts';
import type { ReportHead } from '../report/html-data.ts';
import type { ReportEntry } from './entries.ts';

const HEIGHT = 230;
const SIZES: Readonly<Record<Level, number>> = { info: 7, low: 7, medium: 8, high: 9, critical: 10 };

/** The times of the findings, in seconds since 1970, and a series of scores for each level. */
export function seriesOf(entries: readonly ReportEntry[]): uPlot.AlignedData {
  const scores = LEVELS.map((level) =>
    entries.map(({ finding }) => (finding.level === level ? finding.score : null)),
  );
  return [entries.map(({ at }) => at / 1_000), ...scores];
}

/** How the timeline is drawn. Colours are read at each drawing, as they follow the theme. */
export function optionsOf(
  { thresholds, minScore }: ReportHead,
  width: number,
  range: () => readonly [number, number],
): uPlot.Options {
  const least = Math.min(minScore, thresholds.high);
  const splits = [...new Set([least, ...Object.values(thresholds), 100])]
    .filter((score) => score >= least)
    .sort((a, b) => a - b);
  const names = new Map(LEVELS.map((level) => [level === 'info' ? 0 : thresholds[level], level]));
  const axis = { stroke: () => colour('quiet'), font: '12px system-ui, sans-serif' };
  const lines = { grid: { stroke: () => colour('line'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    // Room for half of a label at the right end.
    padding: [null, 40, null, null],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    scales: {
      x: { time: true, range: () => [...range()] },
      y: { range: [Math.max(0, least - 5), 104] },
    },
    axes: [
      { ...axis, ...lines, values: TIMES, space: 110, size: 44 },
      {
        ...axis,
        ...lines,
        size: 96,
        splits: () => splits,
        values: (_plot, values) => values.map((score) => `${names.get(score) ?? ''} ${score}`.trim()),
      },
    ],
    series: [{}, ...LEVELS.map(pointsOf)],
  };
}

/** Makes points smaller if there are many, so that they do not hide one another. */
export function sizePoints({ series }: uPlot, count: number): void {
  const part = sizeFor(count);
  for (const [at, level] of LEVELS.entries()) {
    const one = series[at + 1];
    if (one?.points === undefined) continue;
    one.points.size = SIZES[level] * part;
    one.alpha = part < 1 ? 0.8 : 1;
  }
}

/** How large points are if there are so many of them: a share of their whole size. */
function sizeFor(count: number): number {
  if (count > 3_000) return 0.45;
  return count > 600 ? 0.7 : 1;
}

function pointsOf(level: Level): uPlot.Series {
  return {
    paths: () => null,
    points: {
      show: true,
      size: SIZES[level],
      width: 0,
      fill: () => colour(level),
    },
  };
}

/** Labels of times: ISO dates and 24 hours, whatever the reader’s language, as on the rest of the page. */
const TIMES: uPlot.Axis.Values = [
  [86_400, '{YYYY}-{MM}-{DD}', null, null, null, null, null, null, 1],
  [3_600, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
];

/** The present value of a colour of the style sheet: a canvas cannot use CSS variables. */
function colour(name: string): string {
  const probe = document.createElement('span');
  probe.className = `probe-${name}`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
