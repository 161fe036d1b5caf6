import type { Level } from '../core/finding.ts';
import { el } from './dom.ts';

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function findings(count: number): string {
  return `${number(count)} ${count === 1 ? 'finding' : 'findings'}`;
}

/** `2026-04-02 21:15:02`, in UTC like every time of the page. */
export function time(at: number | string): string {
  const iso = typeof at === 'string' ? at : new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** A time that somebody typed or pasted, UTC if it has no zone; null if there is none, undefined if it is no time. */
export function parseTime(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const [, date, clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(trimmed) ?? [];
  const at = Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

/** `Tue 21:00–22:00` of an hour of the week. */
export function hourName(hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const begins = hour % 24;
  return `${DAYS[Math.floor(hour / 24)] ?? ''} ${two(begins)}:00–${two(begins + 1)}:00`;
}

/** A level by its word and its score; the colour only adds to them. */
export function badge(level: Level, score: number): HTMLElement {
  return el(
    'span',
    { class: `badge ${level}` },
    el('span', { class: 'badge-level' }, level),
    ' ',
    el('span', { class: 'badge-score' }, String(score)),
  );
}

/** A bar that takes its part of the room. */
export function bar(part: number, level: Level): HTMLElement {
  const inner = el('span', { class: `bar-fill ${level}` });
  inner.style.setProperty('width', `${Math.max(2, Math.round(part * 100))}%`);
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, inner);
}
