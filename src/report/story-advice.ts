import type { Finding } from '../core/finding/finding.ts';
import { strongestFirst } from '../core/finding/strongest.ts';
import { thenSteps } from './alert-actions.ts';
import type { StoryContext } from './story-context.ts';

/** For each rule, the score and level that the finding would have without its signals. */
export function whatIf(
  { score, signals }: Finding,
  { rescore, thresholds }: StoryContext,
): readonly string[] {
  const without = [...new Set(signals.map(({ ruleId }) => ruleId))].map((id) => ({
    id,
    ...rescore(signals.filter(({ ruleId }) => ruleId !== id)),
  }));
  const lines = without
    .filter((one) => one.score < score)
    .sort((a, b) => a.score - b.score)
    .map((one) => `- without ${one.id}: ${one.score}, ${one.level}`);
  if (score < thresholds.high) return [`${thresholds.high - score} points more would alert.`, ...lines];
  const turning = without.filter((one) => one.score < thresholds.high);
  const told =
    turning.length === 0
      ? 'No single signal carries the alert: it would alert without any one of them.'
      : `It alerts only because of ${turning.map(({ id }) => id).join(' and ')}.`;
  return [told, ...lines];
}

/** What to do, in numbered steps, as the rules with the most points say. */
export function next(finding: Finding, { about }: StoryContext): readonly string[] {
  const respond = responses(finding, (ruleId) => about(ruleId)?.respond, 3, 6);
  return thenSteps({ finding, respond }).map((step, at) => `${at + 1}. ${step}`);
}

/** At most `most` steps, of the first `rules` of the (at most three) rules with the most points. */
export function responses(
  finding: Pick<Finding, 'signals'>,
  respondTo: (ruleId: string) => readonly string[] | undefined,
  rules: number,
  most: number,
): readonly string[] {
  const steps = strongest(finding)
    .slice(0, rules)
    .flatMap((ruleId) => respondTo(ruleId) ?? []);
  return [...new Set(steps)].slice(0, most);
}

/** What else it may be: the known false positives of the rules with the most points. */
export function otherwise(finding: Finding, { about }: StoryContext): readonly string[] {
  const known = strongest(finding).flatMap((ruleId) => about(ruleId)?.falsePositives ?? []);
  return [...new Set(known)].slice(0, 5).map((one) => `- ${one}`);
}

/** Ids of the three rules with the most points. */
function strongest({ signals }: Pick<Finding, 'signals'>): readonly string[] {
  return [...new Set(strongestFirst(signals).map(({ ruleId }) => ruleId))].slice(0, 3);
}
