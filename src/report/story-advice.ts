import type { Finding, Signal } from '../core/finding.ts';
import type { StoryContext } from './story-context.ts';

/** Each signal taken out by itself, with what would be left. */
export function whatIf(
  { score, signals }: Finding,
  { rescore, thresholds }: StoryContext,
): readonly string[] {
  const without = [...new Set(signals.map(({ ruleId }) => ruleId))].map((id) => ({
    id,
    ...rescore(signals.filter(({ ruleId }) => ruleId !== id)),
  }));
  const alert = score >= thresholds.high;
  const turning = without.filter((one) => alert && one.score < thresholds.high);
  const lines = without
    .filter((one) => one.score < score)
    .sort((a, b) => a.score - b.score)
    .map((one) => `- without ${one.id}: ${one.score}, ${one.level}`);
  const told = alert
    ? turning.length === 0
      ? 'No single signal carries the alert: it would alert without any one of them.'
      : `It alerts only because of ${turning.map(({ id }) => id).join(' and ')}.`
    : `${thresholds.high - score} points more would alert.`;
  return [told, ...lines];
}

/** What the rules that weigh most say is to be done. */
export function next(finding: Finding, { about }: StoryContext): readonly string[] {
  const steps = strongest(finding).flatMap((ruleId) => about(ruleId)?.respond ?? []);
  return [...new Set(steps)].slice(0, 7).map((step, at) => `${at + 1}. ${step}`);
}

/** What else it may be, as those rules know. */
export function otherwise(finding: Finding, { about }: StoryContext): readonly string[] {
  const known = strongest(finding).flatMap((ruleId) => about(ruleId)?.falsePositives ?? []);
  return [...new Set(known)].slice(0, 5).map((one) => `- ${one}`);
}

/** The three rules that weigh most, misuse first among equals. */
function strongest({ signals }: Finding): readonly string[] {
  const rank = ({ family, points: weight }: Signal) => weight * 10 + (family === 'misuse' ? 5 : 0);
  return [...new Set([...signals].sort((a, b) => rank(b) - rank(a)).map(({ ruleId }) => ruleId))].slice(0, 3);
}
