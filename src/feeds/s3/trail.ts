import { DAY } from '../../core/time/days.ts';

/**
 * How long after a moment a trail's folders may still hold events from before it. A file lies under the day of its
 * delivery. CloudTrail delivers within minutes, but tries for 30 days where the bucket refuses; one day is added.
 */
const LATEST = 31 * DAY;

const PERIOD = /(?:^|\/)CloudTrail\/[^/]+\/(\d{4})\/(?:(\d{2})\/(?:(\d{2})\/)?)?$/;

/** Whether a folder is a year, month or day of a trail that can hold no event before `to` (ms). */
export function isLater(prefix: string, to: number): boolean {
  const [, year, month = '01', day = '01'] = PERIOD.exec(prefix) ?? [];
  if (year === undefined) return false;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) >= to + LATEST;
}

/**
 * Whether all files of a folder are listed together instead of day by day: so for the month of a trail of which no day
 * is skipped. In most regions a month has fewer than 1,000 files, so this takes one request instead of 31.
 */
export function isListedWhole(prefix: string, to: number): boolean {
  const [, year, month, day] = PERIOD.exec(prefix) ?? [];
  if (year === undefined || month === undefined || day !== undefined) return false;
  return Date.UTC(Number(year), Number(month), 0) < to + LATEST;
}
