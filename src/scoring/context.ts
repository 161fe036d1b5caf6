import type { StsEvent } from '../core/event.ts';
import type { ContextNote, Signal } from '../core/finding.ts';

/** A rule that is tried out (`shadow`) speaks in the context only. */
export type RuleMode = 'on' | 'shadow';

/** An operator's decision about known noise, standing or for a time; judged by the event's own time. */
export interface Suppression {
  readonly kind: 'suppression' | 'maintenance';
  readonly id: string;
  readonly reason: string;
  /** Milliseconds since 1970, as `until`. */
  readonly from: number;
  readonly until: number;
  /** Empty: every rule. */
  readonly rules: ReadonlySet<string>;
  matches(event: StsEvent): boolean;
}

/** From this many points a misuse signal is conclusive, and no context takes it away. */
const CONCLUSIVE = 60;

/** Splits signals into what counts and what was taken away, with the reason on record. */
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
    const ends = new Date(until).toISOString();
    const takes = (signal: Signal) => !conclusive(signal) && (rules.size === 0 || rules.has(signal.ruleId));
    if (event.time < until) take({ kind, id, reason, until: ends }, takes);
    else if (kind === 'suppression' && counted.some(takes)) {
      context.push({ kind: 'expired', id, reason, until: ends, removed: [] });
    }
  }
  return { counted, context };
}

function conclusive({ family, points }: Signal): boolean {
  return family === 'misuse' && points >= CONCLUSIVE;
}
