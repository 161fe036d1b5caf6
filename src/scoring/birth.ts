import type { Family, Signal } from '../core/finding/finding.ts';
import type { Birth } from '../core/history/session.ts';
import { pointsIn, type Scoring } from './score.ts';

/** The rule whose signals are inherited: the points of the session with which this one was issued. */
export const INHERITING = 'born-of-odd-session';

/**
 * Takes care that a session's own points and inherited ones do not add up: in each family only the larger of the two
 * count. `counted` leaves out the own signals that a suppression or shadow mode takes away.
 */
export function withoutDouble(
  signals: readonly Signal[],
  counted: (own: readonly Signal[]) => readonly Signal[],
): readonly Signal[] {
  const inherited = signals.some(({ ruleId }) => ruleId === INHERITING);
  if (!inherited) return signals;
  const own = counted(signals.filter(({ ruleId }) => ruleId !== INHERITING));
  return signals
    .map((signal) =>
      signal.ruleId === INHERITING
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
  return {
    reputation: counted('reputation'),
    timing: counted('timing'),
    behaviour: counted('behaviour'),
    finding,
  };
}
