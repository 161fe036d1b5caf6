import type { Family, Signal } from '../core/finding/finding.ts';
import type { Birth } from '../core/history/session.ts';
import { pointsIn, type Scoring } from './score.ts';

/** The rule whose signals have the points that a session inherits from the session it was issued with. */
export const HEIRLOOM = 'born-of-odd-session';

const INHERITED = ['reputation', 'timing', 'behaviour'] as const satisfies readonly Family[];

/**
 * In each family inherited points count only as far as they exceed the own ones, so that the larger counts. `counted`:
 * those of the own signals that nothing takes away.
 */
export function withoutDouble(
  signals: readonly Signal[],
  counted: (own: readonly Signal[]) => readonly Signal[],
): readonly Signal[] {
  const inherited = signals.some(({ ruleId }) => ruleId === HEIRLOOM);
  if (!inherited) return signals;
  const own = counted(signals.filter(({ ruleId }) => ruleId !== HEIRLOOM));
  return signals
    .map((signal) =>
      signal.ruleId === HEIRLOOM
        ? { ...signal, points: Math.max(0, signal.points - pointsIn(own, signal.family)) }
        : signal,
    )
    .filter(({ points }) => points > 0);
}

/** What a session without signals passes on to those issued with it: nothing. */
export const NO_BIRTH: Birth = Object.freeze({ reputation: 0, timing: 0, behaviour: 0, finding: null });

/** What a session passes on to those issued with it: the points that counted when it was issued, after the caps. */
export function birthOf(signals: readonly Signal[], caps: Scoring['caps'], finding: string | null): Birth {
  const counted = (family: Family) => Math.min(pointsIn(signals, family), caps[family]);
  const [reputation, timing, behaviour] = INHERITED.map(counted);
  return { reputation: reputation ?? 0, timing: timing ?? 0, behaviour: behaviour ?? 0, finding };
}
