import { LEVELS, type Level } from '../core/finding/finding.ts';
import { type ReportEntry, searchable } from './entries.ts';

/** Which findings are shown. A text matches anywhere in a name, in any case; an empty one, or null, passes all. */
export interface Filter {
  readonly levels: ReadonlySet<Level>;
  readonly minScore: number;
  /** A part of the caller’s name, or of the name of who is behind the call. */
  readonly actor: string;
  /** A part of the role’s name and account (`Admin in 111122223333`), or of the call. */
  readonly role: string;
  /** The whole id of a rule. */
  readonly rule: string;
  readonly text: string;
  /** Milliseconds since 1970, as `to`; both are inclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** The key of a place. */
  readonly place: string | null;
  /** An hour of the week. */
  readonly hour: number | null;
  /** Only findings that alert: neither repeats, nor what is below an alert. */
  readonly alerts: boolean;
}

/** The filter that passes everything. */
export const EVERYTHING: Filter = {
  levels: new Set(LEVELS),
  minScore: 0,
  actor: '',
  role: '',
  rule: '',
  text: '',
  from: null,
  to: null,
  place: null,
  hour: null,
  alerts: false,
};

/** The same filter, or `EVERYTHING` itself if it passes everything: so that can be told by `===`. */
export function tidy(filter: Filter): Filter {
  const levels = LEVELS.every((level) => filter.levels.has(level)) ? EVERYTHING.levels : filter.levels;
  const tidied = { ...filter, levels };
  return KEYS.every((key) => tidied[key] === EVERYTHING[key]) ? EVERYTHING : tidied;
}

type Test = (entry: ReportEntry, filter: Filter) => boolean;

const texts = new WeakMap<ReportEntry, string>();
const TESTS: Readonly<Record<keyof Filter, Test>> = {
  levels: ({ finding }, { levels }) => levels.has(finding.level),
  minScore: ({ finding }, { minScore }) => finding.score >= minScore,
  actor: ({ behind, caller }, { actor }) => holds(behind, actor) || holds(caller, actor),
  role: ({ asked, account }, { role }) => holds(`${asked} in ${account}`, role),
  rule: ({ finding }, { rule }) => rule === '' || finding.signals.some(({ ruleId }) => ruleId === rule),
  text: (entry, { text }) => text.trim() === '' || textOf(entry).includes(text.trim().toLowerCase()),
  from: ({ at }, { from }) => from === null || at >= from,
  to: ({ at }, { to }) => to === null || at <= to,
  place: ({ place: { key } }, { place }) => place === null || key === place,
  hour: (entry, { hour }) => hour === null || entry.hour === hour,
  alerts: ({ tag }, { alerts }) => !alerts || tag === 'alert',
};
const KEYS: readonly (keyof Filter)[] = [
  'levels',
  'minScore',
  'rule',
  'from',
  'to',
  'place',
  'hour',
  'alerts',
  'actor',
  'role',
  'text',
];

/**
 * The entries that pass. `except`: parts of the filter that are left out. A chart that offers a choice leaves out its
 * own part, so that the other choices stay visible.
 */
export function select(
  entries: readonly ReportEntry[],
  filter: Filter,
  except: readonly (keyof Filter)[] = [],
): readonly ReportEntry[] {
  const asked = KEYS.filter((key) => !except.includes(key) && filter[key] !== EVERYTHING[key]);
  if (asked.length === 0) return entries;
  return entries.filter((entry) => asked.every((key) => TESTS[key](entry, filter)));
}

function holds(text: string, part: string): boolean {
  return part === '' || text.toLowerCase().includes(part.trim().toLowerCase());
}

function textOf(entry: ReportEntry): string {
  const text = texts.get(entry) ?? searchable(entry);
  texts.set(entry, text);
  return text;
}
