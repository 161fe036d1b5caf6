import { RULES } from '../armed.ts';
import type { Alert } from '../core/action/alert.ts';
import { responses } from '../report/story-advice.ts';

/** A second rule's steps are given if it has at least so many points. */
const HEARD = 20;

/** Adds to an alert what else to do: the steps of the rule with the most points, and of a second one if it has enough. */
export function withResponse(alert: Alert): Alert {
  // rules of the family `sensitivity` say what is at stake, but seldom what to do
  const telling = alert.finding.signals.filter(({ family }) => family !== 'sensitivity');
  const all = telling.length === 0 ? alert.finding.signals : telling;
  const most = Math.max(...all.map(({ points }) => points));
  const signals = all.filter(({ points }) => points === most || points >= HEARD);
  return { ...alert, respond: responses({ signals }, (ruleId) => RULES.get(ruleId)?.respond, 2, 5) };
}
