const DAY = 24 * 60 * 60 * 1_000;

/**
 * A file lies under the day on which it was delivered, never before its events. CloudTrail delivers within minutes, but
 * tries for 30 days where the bucket refuses: only what lies a day more behind the end cannot hold an earlier event.
 */
const LATEST = 31 * DAY;

const PERIOD = /(?:^|\/)CloudTrail\/[^/]+\/(\d{4})\/(?:(\d{2})\/(?:(\d{2})\/)?)?$/;

/** Whether a folder is a year, month or day of a trail that can hold no event before `to`. */
export function isLater(prefix: string, to: number): boolean {
  const [, year, month = '01', day = '01'] = PERIOD.exec(prefix) ?? [];
  if (year === undefined) return false;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) >= to + LATEST;
}

/**
 * Whether a folder is listed whole instead of by its folders: a month of a trail, in which no day is left out. In most
 * regions a month has fewer than 1,000 files: one request instead of 31.
 */
export function isListedWhole(prefix: string, to: number): boolean {
  const [, year, month, day] = PERIOD.exec(prefix) ?? [];
  if (year === undefined || month === undefined || day !== undefined) return false;
  return Date.UTC(Number(year), Number(month), 0) < to + LATEST;
}
