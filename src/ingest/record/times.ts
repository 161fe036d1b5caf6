import type { Millis } from '../../core/time/days.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const EXTENDED = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(?:Z|[+-]00:?00)?$/;
/** The form of nearly every record: Date.parse reads it in a third of the time. */
const USUAL = /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const LOCALE = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d) ([AP])M$/;

/**
 * Reads the three date formats of CloudTrail, always as UTC: `2024-07-30T21:31:21Z`, `20131102T010628Z`, and the locale
 * text of `credentials.expiration`, `Jul 30, 2024, 9:46:15 PM` (second comma optional). Log pipelines write others: a
 * number is taken as milliseconds, below 10^11 as seconds; a text without a zone as UTC. Undefined if it is none of
 * these, or no real date.
 */
export function parseTime(value: unknown): Millis | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (USUAL.test(value)) return usual(value);
  const text = value.replace(/[\u00a0\u202f]/g, ' ').trim();
  const iso = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (iso !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = iso.slice(1, 7).map(Number);
    return instant(year, month, day, hour, minute, second, Number((iso[7] ?? '0').padEnd(3, '0')));
  }
  const locale = LOCALE.exec(text);
  if (locale === null) return undefined;
  const [day = 0, year = 0, hour = 0, minute = 0, second = 0] = locale.slice(2, 7).map(Number);
  const month = MONTHS.indexOf((locale[1] ?? '').toLowerCase()) + 1;
  if (hour < 1 || hour > 12) return undefined;
  return instant(year, month, day, (hour % 12) + (locale[7] === 'P' ? 12 : 0), minute, second, 0);
}

/** Date.parse takes a day that does not exist for one of the next month, and 24:00:00 for the next day. */
function usual(text: string): Millis | undefined {
  const time = Date.parse(text);
  return new Date(time).getUTCDate() === Number(text.slice(8, 10)) ? time : undefined;
}

function fromNumber(value: number): Millis | undefined {
  if (!Number.isFinite(value) || value <= 0 || value > 4e12) return undefined;
  return value < 1e11 ? Math.round(value * 1_000) : Math.round(value);
}

function instant(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): Millis | undefined {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(time);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour;
  return real && year >= 2000 && year < 2100 && minute < 60 && second < 60 ? time : undefined;
}
