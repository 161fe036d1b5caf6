import { RULES } from '../armed.ts';
import type { Alert } from '../core/action/alert.ts';
import { responses, unsaid } from '../report/story-advice.ts';

/** A second rule's steps are given if it has at least so many points. */
const HEARD = 20;

/** Adds to an alert what to do: the steps of the rule with the most points, and of a second one if it has enough. */
export function withResponse(alert: Alert): Alert {
  const { finding } = alert;
  const most = Math.max(...finding.signals.map(({ points }) => points));
  // rules of the family `sensitivity` say what is at stake, but seldom what to do
  const signals = finding.signals.filter(
    ({ family, points }) => points === most || (points >= HEARD && family !== 'sensitivity'),
  );
  const respond = responses({ signals }, (ruleId) => RULES.get(ruleId)?.respond, 2, 6);
  return { ...alert, respond: unsaid(respond, alert.procedure) };
}
