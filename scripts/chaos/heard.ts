import type { Evidence } from './oracle.ts';
import type { Told } from './story.ts';

/** What was heard of one event. */
export interface Alarm {
  readonly told: Told;
  /** A critical finding of which nobody was told, or whose end nobody was told. */
  readonly missing: boolean;
  /** An alert says that a person has to act. */
  readonly handedOver: boolean;
  /** Alerts of the same id that say the same as one before. */
  readonly extra: number;
  /** As many of them as its own ambiguous faults, the kills and the losses explain. */
  readonly allowed: number;
}

/** How a finding of each kind must end, in the words of its alerts. Quiet and denied ones need not alert. */
const ENDS: Readonly<Record<Told['kind'], readonly string[]>> = {
  revoke: ['applied', 'pending', 'failed'],
  'protected-tag': ['refused'],
  'protected-config': ['refused'],
  'not-opted-in': ['pending'],
  denied: [],
  quiet: [],
};

/** What was heard of every event that had to be heard of. */
export function alarmsOf({ alerts, events, kills, losses, seen }: Evidence): readonly Alarm[] {
  const heard = new Map<string, string[]>();
  for (const text of alerts) {
    const { id, outcomes } = read(text);
    heard.set(id, [...(heard.get(id) ?? []), outcomes]);
  }
  const ambiguous = ambiguousPublishes(seen);
  return events
    .filter(({ kind }) => kind !== 'quiet')
    .map((told) => {
      const said = heard.get(told.id) ?? [];
      const ends = ENDS[told.kind];
      return {
        told,
        missing: ends.length > 0 && !said.some((outcomes) => ends.some((end) => outcomes.includes(end))),
        handedOver: said.some((outcomes) => /pending|failed/.test(outcomes)),
        extra: said.length - new Set(said).size,
        allowed: ambiguous.filter((body) => body.includes(told.id)).length + kills + losses,
      };
    });
}

/** Alerts that AWS took, and whose answer was lost. */
export function ambiguousPublishes(seen: Evidence['seen']): readonly string[] {
  return seen
    .filter(({ action, fault }) => action === 'Publish' && fault === 'then-reset')
    .map(({ body }) => body);
}

function read(alert: string): { readonly id: string; readonly outcomes: string } {
  const { actions = [], id, level } = JSON.parse(alert);
  const outcomes = Array.isArray(actions) ? actions.map((action) => String(action?.outcome)) : [];
  return { id: String(id), outcomes: [String(level), ...outcomes].join(' ') };
}
