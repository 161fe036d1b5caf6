import { grouped } from '../core/collections/grouped.ts';
import type { Level } from '../core/finding/finding.ts';
import { byText } from '../core/text/ascii.ts';
import type { CallPlace, ReportEntry } from './entries.ts';

/** How many findings there are, and the score and level of the highest. */
export interface Tally {
  readonly count: number;
  readonly score: number;
  readonly level: Level;
}

/** The tally of no findings. */
export const NONE: Tally = { count: 0, score: 0, level: 'info' };

/** One tally for each hour of the week in UTC; the first hour begins on Monday at midnight. */
export function hoursOfWeek(entries: readonly ReportEntry[]): readonly Tally[] {
  const hours = Array.from({ length: 7 * 24 }, () => NONE);
  for (const entry of entries) hours[entry.hour] = plus(hours[entry.hour] ?? NONE, entry);
  return hours;
}

/** The findings in which a rule fired. */
export interface RuleTally extends Tally {
  readonly ruleId: string;
  /** The sum of its points in all of them, before caps. */
  readonly points: number;
}

/** Rules, sorted by the number of findings in which they fired, then by points; the most come first. */
export function topRules(entries: readonly ReportEntry[]): readonly RuleTally[] {
  const rules = new Map<string, RuleTally>();
  for (const entry of entries) {
    const points = new Map<string, number>();
    for (const signal of entry.finding.signals)
      points.set(signal.ruleId, (points.get(signal.ruleId) ?? 0) + signal.points);
    for (const [ruleId, given] of points) {
      const before = rules.get(ruleId);
      const sum = (before?.points ?? 0) + given;
      rules.set(ruleId, { ...plus(before ?? NONE, entry), ruleId, points: sum });
    }
  }
  return [...rules.values()].sort(
    (a, b) => b.count - a.count || b.points - a.points || byText(a.ruleId, b.ruleId),
  );
}

/** The findings from a place; `actors`: how many different people or machines are behind them. */
export interface PlaceTally extends Tally {
  readonly place: CallPlace;
  readonly actors: number;
}

/** Places, sorted by their highest score, then by the number of findings; the highest come first. */
export function places(entries: readonly ReportEntry[]): readonly PlaceTally[] {
  const groups = [...grouped(entries, ({ place }) => place.key).values()];
  return groups
    .flatMap((group): PlaceTally[] => {
      const [first] = group;
      if (first === undefined) return [];
      const actors = new Set(group.map(({ behind }) => behind)).size;
      return [{ ...tallyOf(group), place: first.place, actors }];
    })
    .sort((a, b) => byWeight(a, b) || byText(a.place.key, b.place.key));
}

/** The findings with the same `ReportEntry.path`. */
export interface PathTally extends Tally {
  readonly path: readonly string[];
}

/** Paths, sorted by their highest score, then by the number of findings, then by length; the highest come first. */
export function paths(entries: readonly ReportEntry[]): readonly PathTally[] {
  const groups = [...grouped(entries, ({ path }) => JSON.stringify(path)).values()];
  return groups
    .map((group) => ({ ...tallyOf(group), path: group[0]?.path ?? [] }))
    .sort((a, b) => byWeight(a, b) || b.path.length - a.path.length || byText(a.path.join(), b.path.join()));
}

/** A table of who is behind the calls (rows) and what was asked for (columns). */
export interface Matrix {
  readonly actors: readonly string[];
  readonly asked: readonly { readonly name: string; readonly accounts: readonly string[] }[];
  /** The findings of an actor for what it asked for. */
  tally(actor: string, asked: string): Tally;
  /** How many actors have no row; `moreAsked`: how many roles or calls have no column. */
  readonly moreActors: number;
  readonly moreAsked: number;
}

/**
 * The table with at most so many rows and columns, the highest scores first. Roles with the same name share a column.
 * What each actor asked for with the highest score is kept before other columns, so that no row is empty if it can be
 * avoided.
 */
export function matrix(entries: readonly ReportEntry[], rows: number, columns: number): Matrix {
  const byActor = ranked(entries, ({ behind }) => behind);
  const byAsked = ranked(entries, ({ asked }) => asked);
  const actors = byActor.slice(0, rows);
  const firsts = actors.map(({ group }) => ranked(group, ({ asked }) => asked)[0]?.name);
  const must = new Set(firsts.slice(0, columns));
  const spare = byAsked.filter(({ name }) => !must.has(name)).slice(0, columns - must.size);
  const shown = byAsked.filter((one) => must.has(one.name) || spare.includes(one));
  const cells = grouped(entries, (entry) => JSON.stringify([entry.behind, entry.asked]));
  return {
    actors: actors.map(({ name }) => name),
    asked: shown.map(({ name, group }) => ({
      name,
      accounts: [...new Set(group.map(({ account }) => account))].filter((account) => account !== ''),
    })),
    tally: (actor, role) => tallyOf(cells.get(JSON.stringify([actor, role])) ?? []),
    moreActors: byActor.length - actors.length,
    moreAsked: byAsked.length - shown.length,
  };
}

/** The tally of some findings. */
function tallyOf(entries: readonly ReportEntry[]): Tally {
  return entries.reduce(plus, NONE);
}

function plus({ count, score, level }: Tally, { finding }: ReportEntry): Tally {
  return finding.score > score || count === 0
    ? { count: count + 1, score: finding.score, level: finding.level }
    : { count: count + 1, score, level };
}

/** Groups of entries, sorted by their highest score, then by the number of findings; the highest come first. */
function ranked(entries: readonly ReportEntry[], keyOf: (entry: ReportEntry) => string) {
  return [...grouped(entries, keyOf)]
    .map(([name, group]) => ({ name, group, ...tallyOf(group) }))
    .sort((a, b) => byWeight(a, b) || byText(a.name, b.name));
}

/** Sorts tallies: the highest score first, and of equal ones the most findings. */
function byWeight(a: Tally, b: Tally): number {
  return b.score - a.score || b.count - a.count;
}
