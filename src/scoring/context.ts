import type { StsEvent } from '../core/event.ts';
import type { ContextNote, Signal } from '../core/finding.ts';

/** A rule that is tried out (`shadow`) speaks in the context only. */
export type RuleMode = 'on' | 'shadow';

/** An operator's standing decision about known noise. Ends at `until`; judged by the event's own time. */
export interface Suppression {
  readonly id: string;
  readonly reason: string;
  /** Milliseconds since 1970. */
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
  for (const { id, reason, until, rules, matches } of suppressions) {
    if (event.time >= until || !matches(event)) continue;
    const note = { kind: 'suppression', id, reason, until: new Date(until).toISOString() } as const;
    take(note, (signal) => !conclusive(signal) && (rules.size === 0 || rules.has(signal.ruleId)));
  }
  return { counted, context };
}

function conclusive({ family, points }: Signal): boolean {
  return family === 'misuse' && points >= CONCLUSIVE;
}
