import type { Level } from '../core/finding/finding.ts';
import { isDay } from '../core/time/days.ts';
import { counted } from '../report/counted.ts';
import { el } from './dom.ts';

/** Days of the week in the order of `ReportEntry.hour`. */
export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `12,345`. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 finding`, `2 findings`. */
export function findings(count: number): string {
  return counted(count, 'finding');
}

/** `2026-04-02 21:15:02`, in UTC as all times on the page. */
export function time(at: number | string): string {
  const iso = typeof at === 'string' ? at : new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** A time that somebody typed, in UTC unless it has a zone. Null if the text is empty, undefined if it is no time. */
export function parseTime(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const [, date = '', clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(trimmed) ?? [];
  const at = Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(at) || !isDay(date) ? undefined : at;
}

/** An hour of the week in words: `Tue 21:00–22:00`. */
export function hourName(hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const begins = hour % 24;
  return `${DAYS[Math.floor(hour / 24)] ?? ''} ${two(begins)}:00–${two(begins + 1)}:00`;
}

/** A level as its name and the score: nobody needs to see the colour. */
export function badge(level: Level, score: number): HTMLElement {
  return el(
    'span',
    { class: `badge ${level}` },
    el('span', { class: 'badge-level' }, level),
    ' ',
    el('span', { class: 'badge-score' }, String(score)),
  );
}

/** A bar as long as `part` (0 to 1) of its cell, but always visible. */
export function bar(part: number, level: Level): HTMLElement {
  const inner = el('span', { class: `bar-fill ${level}` });
  inner.style.setProperty('width', `${Math.max(2, Math.round(part * 100))}%`);
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, inner);
}
