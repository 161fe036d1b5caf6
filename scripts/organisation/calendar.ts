/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Day 1 of every story: Monday, 7 September 2026. Nobody's clock changes in the weeks that follow. */
const FIRST_DAY = Date.UTC(2026, 8, 7);

/** Hours ahead of UTC, which hold from September to the middle of October. */
const ZONES = { UTC: 0, Berlin: 2, Lagos: 1, Lisbon: 1, Milan: 2, 'New York': -4, 'São Paulo': -3 } as const;
export type Zone = keyof typeof ZONES;

/** An instant of a story: day 1 is a Monday, the clock is the wall's where it happens (`02:14` or `02:14:30`). */
export function at(day: number, clock: string, zone: Zone = 'UTC'): Millis {
  const [, hours, minutes, seconds = '0'] = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(clock) ?? [];
  if (hours === undefined || minutes === undefined) throw new Error(`not a time of day: ${clock}`);
  const time = (Number(hours) - ZONES[zone]) * HOUR + Number(minutes) * MINUTE + Number(seconds) * 1_000;
  return FIRST_DAY + (day - 1) * DAY + time;
}

export function isWeekend(day: number): boolean {
  return (day - 1) % 7 > 4;
}

/** `2026-10-07T02:14:00Z`, as CloudTrail writes times. */
export function isoTime(time: Millis): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Oct 7, 2026, 8:14:00 AM`: how CloudTrail writes when credentials expire. */
export function expiration(time: Millis): string {
  const date = new Date(time);
  const hour = date.getUTCHours();
  const clock = [date.getUTCMinutes(), date.getUTCSeconds()].map((part) => String(part).padStart(2, '0'));
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day}, ${hour % 12 || 12}:${clock.join(':')} ${hour < 12 ? 'AM' : 'PM'}`;
}
