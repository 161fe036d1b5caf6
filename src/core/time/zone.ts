import { formatInTimeZone } from 'date-fns-tz';
import { HOUR, type Millis } from './days.ts';

/** Where an instant falls on somebody's wall. */
export interface LocalTime {
  readonly hour: number;
  /** ISO weekday, 1 = Monday. */
  readonly weekday: number;
  /** YYYY-MM-DD. */
  readonly date: string;
}

const QUARTER = HOUR / 4;
const CACHE_CAP = 20_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Whether the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return /^UTC$|\//.test(zone);
  } catch {
    return false;
  }
}

/**
 * UTC → wall clock, and never the other way: a local time may not exist or exist twice. The offset comes from
 * Intl and is cached by zone and quarter of an hour, the smallest step at which a zone's offset has changed
 * since 1970; date-fns-tz's own offsets were measured wrong around changes.
 */
export function localTime(time: Millis, zone: string): LocalTime {
  const local = new Date(time + offsetOf(time, zone));
  return {
    hour: local.getUTCHours(),
    weekday: local.getUTCDay() || 7,
    date: local.toISOString().slice(0, 10),
  };
}

/** The words for a finding: `Sun 02:14 CET`-like text in the zone. Needs a process in UTC (every `run/` sets it). */
export function localWords(time: Millis, zone: string): string {
  return formatInTimeZone(time, zone, 'EEE HH:mm zzz');
}

function offsetOf(time: Millis, zone: string): number {
  const bucket = Math.floor(time / QUARTER);
  const key = `${zone}|${bucket}`;
  const cached = offsets.get(key);
  if (cached !== undefined) return cached;
  if (offsets.size >= CACHE_CAP) offsets.clear();
  const offset = readOffset(bucket * QUARTER, zone);
  offsets.set(key, offset);
  return offset;
}

function readOffset(time: Millis, zone: string): number {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formatters.set(zone, formatter);
  const part = new Map(formatter.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) - time;
}
