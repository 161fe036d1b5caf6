import type { StsEvent } from '../core/event/event.ts';
import { isConclusive } from '../core/finding/conclusive.ts';
import type { ContextNote, Signal } from '../core/finding/finding.ts';
import { iso } from '../core/time/days.ts';

/** The signals of a rule in `shadow` mode are in the finding's context, and do not count. */
export type RuleMode = 'on' | 'shadow';

/** What an operator has decided about known noise, from one time to another. The time of the event counts. */
export interface Suppression {
  readonly kind: 'suppression' | 'maintenance';
  readonly id: string;
  readonly reason: string;
  /** Milliseconds since 1970, as `until`, which is exclusive. */
  readonly from: number;
  readonly until: number;
  /** Ids of rules; if empty, it is about every rule. */
  readonly rules: ReadonlySet<string>;
  matches(event: StsEvent): boolean;
}

/**
 * Divides signals into those that count and those that are taken away, each of which is in `context` with the reason.
 * `shadow`: ids of the rules in shadow mode. A suppression that would have matched but has expired is in `context` too.
 */
export function applyContext(
  event: StsEvent,
  signals: readonly Signal[],
  shadow: ReadonlySet<string>,
  suppressions: readonly Suppression[],
): { readonly counted: readonly Signal[]; readonly context: readonly ContextNote[] } {
  const context: ContextNote[] = [];
  let counted = signals;
  const take = (note: Omit<ContextNote, 'removed'>, away: (signal: Signal) => boolean) => {
    const removed = counted.filter(away).map(({ ruleId, points }) => ({ ruleId, points }));
    if (removed.length === 0) return;
    context.push({ ...note, removed });
    counted = counted.filter((signal) => !away(signal));
  };
  for (const id of shadow) {
    take(
      { kind: 'shadow', id, reason: 'rule is in shadow mode', until: null },
      ({ ruleId }) => ruleId === id,
    );
  }
  for (const { kind, id, reason, from, until, rules, matches } of suppressions) {
    if (event.time < from || !matches(event)) continue;
    const ends = iso(until);
    const takes = (signal: Signal) => !isConclusive(signal) && (rules.size === 0 || rules.has(signal.ruleId));
    if (event.time < until) take({ kind, id, reason, until: ends }, takes);
    else if (kind === 'suppression' && counted.some(takes)) {
      context.push({ kind: 'expired', id, reason, until: ends, removed: [] });
    }
  }
  return { counted, context };
}
