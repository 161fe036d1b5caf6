import uPlot from 'uplot';
import { LEVELS, type Level } from '../core/finding.ts';
import type { ReportHead } from '../report/html-data.ts';
import type { Entry } from './entries.ts';

const HEIGHT = 230;
const SIZES: Readonly<Record<Level, number>> = { info: 7, low: 7, medium: 8, high: 9, critical: 10 };

/** One series of points for each level, over seconds since 1970. */
export function seriesOf(entries: readonly Entry[]): uPlot.AlignedData {
  const scores = LEVELS.map((level) =>
    entries.map(({ finding }) => (finding.level === level ? finding.score : null)),
  );
  return [entries.map(({ at }) => at / 1_000), ...scores];
}

/** How the timeline is drawn. Colours are asked for at each drawing: they follow the theme. */
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

/** Smaller points where there are many, so that a crowd keeps its shape. */
export function sizePoints({ series }: uPlot, count: number): void {
  const part = count > 3_000 ? 0.45 : count > 600 ? 0.7 : 1;
  for (const [at, level] of LEVELS.entries()) {
    const one = series[at + 1];
    if (one?.points === undefined) continue;
    one.points.size = SIZES[level] * part;
    one.alpha = part < 1 ? 0.8 : 1;
  }
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

/** ISO dates and 24 hours, whatever the reader’s language is: the rest of the page writes them so. */
const TIMES: uPlot.Axis.Values = [
  [86_400, '{YYYY}-{MM}-{DD}', null, null, null, null, null, null, 1],
  [3_600, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
];

/** A colour of the style sheet as it is now: a canvas knows no variables. */
function colour(name: string): string {
  const probe = document.createElement('span');
  probe.className = `probe-${name}`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
