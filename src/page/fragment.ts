import { LEVELS, type Level } from '../core/finding/finding.ts';
import { encodeText } from '../report/encode.ts';
import { EVERYTHING, type Filter } from './filter.ts';
import { parseTime } from './format.ts';
import { orderOf, type SortOrder } from './order.ts';

/** What the page's address holds: enough to show the same again. */
export interface View {
  readonly filter: Filter;
  readonly order: SortOrder;
  /** The id of the finding that was opened last and is still open. */
  readonly opened: string | null;
}

/** Rules, places and findings of this report: others in an address are ignored. */
export interface Known {
  readonly rules: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly findings: ReadonlySet<string>;
}

/** The most characters of a text in an address: nobody filters by more. */
const MOST = 500;
const HOURS = 7 * 24;

/** The view as the part of an address behind `#`; empty for the view with which a report opens. */
export function toFragment({ filter, order, opened }: View): string {
  const { actor, alerts, from, hour, levels, minScore, place, role, rule, text, to } = filter;
  const chosen = LEVELS.toReversed().filter((level) => levels.has(level));
  const all: Readonly<Record<string, string>> = {
    level: chosen.length === LEVELS.length ? '' : chosen.join(' ') || 'none',
    score: minScore === 0 ? '' : String(minScore),
    actor,
    role,
    rule,
    text,
    from: from === null ? '' : new Date(from).toISOString(),
    to: to === null ? '' : new Date(to).toISOString(),
    place: place ?? '',
    hour: hour === null ? '' : String(hour),
    alerts: alerts ? 'only' : '',
    order: order === 'highest' ? '' : order,
    open: opened ?? '',
  };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== '')).toString();
}

/**
 * The view that an address asks for. Anybody may have written the address: what is not understood, or not in this
 * report, is ignored, and texts are encoded. Never throws.
 */
export function fromFragment(fragment: string, known: Known): View {
  const asked = new URLSearchParams(fragment.replace(/^#/, ''));
  const text = (name: string) => {
    const value = encodeText(asked.get(name) ?? '');
    return value.length > MOST ? '' : value;
  };
  const oneOf = (names: ReadonlySet<string>, name: string) => (names.has(text(name)) ? text(name) : null);
  const time = (name: string) => parseTime(text(name)) ?? null;
  const filter: Filter = {
    levels: levelsOf(text('level')),
    minScore: numberOf(text('score'), 100) ?? 0,
    actor: text('actor'),
    role: text('role'),
    rule: oneOf(known.rules, 'rule') ?? '',
    text: text('text'),
    from: time('from'),
    to: time('to'),
    place: oneOf(known.places, 'place'),
    hour: numberOf(text('hour'), HOURS - 1),
    alerts: text('alerts') === 'only',
  };
  const opened = asked.get('open') ?? '';
  return { filter, order: orderOf(text('order')), opened: known.findings.has(opened) ? opened : null };
}

function levelsOf(text: string): ReadonlySet<Level> {
  if (text === 'none') return new Set();
  const names = text.split(' ');
  const levels = LEVELS.filter((level) => names.includes(level));
  return levels.length === 0 ? EVERYTHING.levels : new Set(levels);
}

function numberOf(text: string, most: number): number | null {
  return /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : null;
}
