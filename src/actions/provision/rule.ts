import { patternDifference } from './pattern-words.ts';
import type { WantedRule } from './wanted.ts';

/** The only state in which EventBridge also delivers read-only management events, such as AssumeRole. */
export const RULE_STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** The id of Rolewarden's own target among a rule's targets. */
export const TARGET_ID = 'rolewarden';

/** A rule is Rolewarden's if its description has these words, or if it has a tag with the key `rolewarden`. */
export const MARK = 'managed by rolewarden provision';

/** The description that a new rule gets. */
export const DESCRIPTION = `STS, sign-in and Identity Center events, read-only ones included; ${MARK}`;

/** How long and how often EventBridge retries a delivery: the most that it allows. */
export const RETRIES = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } as const;

/** A target as AWS shows it. */
export interface ActualTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly maximumAge: number | undefined;
  readonly maximumRetries: number | undefined;
  /** Whether its input replaces or cuts the event, so that Rolewarden could not read it. */
  readonly reshaped: boolean;
}

/** A rule as AWS shows it. */
export type ActualRule =
  | { readonly kind: 'absent' }
  /** Without our mark, as the CDK app and the Terraform module make it, or managed by an AWS service: never changed. */
  | (RuleShown & { readonly kind: 'foreign' })
  | (RuleShown & { readonly kind: 'ours'; readonly targets: readonly ActualTarget[] });

interface RuleShown {
  readonly arn: string;
  readonly description: string;
  readonly state: string;
  readonly pattern: string;
}

/** In words, how the rule itself differs from what is wanted, with `sessions: watch` or without. */
export function ruleDifferences(
  actual: { readonly state: string; readonly pattern: string },
  watch: boolean,
): readonly string[] {
  const differences = actual.state === RULE_STATE ? [] : [`state ${actual.state || 'none'} -> ${RULE_STATE}`];
  const pattern = patternDifference(actual.pattern, watch);
  return pattern === undefined ? differences : [...differences, pattern];
}

/** In words, how our target differs from what is wanted. */
export function targetDifferences(targets: readonly ActualTarget[], wanted: WantedRule): string[] {
  const target = targets.find(({ id }) => id === TARGET_ID);
  if (target === undefined) return [`target none -> ${wanted.target.text}`];
  const compared: readonly [string, string | number | undefined, string | number | undefined][] = [
    ['target', target.arn, wanted.target.text],
    ['role', target.roleArn, wanted.role?.text],
    ['dead-letter queue', target.deadLetterArn, wanted.deadLetterQueue?.text],
    ['retries', target.maximumRetries, RETRIES.MaximumRetryAttempts],
    ['maximum age in seconds', target.maximumAge, RETRIES.MaximumEventAgeInSeconds],
  ];
  const differences = compared
    .filter(([, is, shall]) => is !== shall)
    .map(([what, is, shall]) => `${what} ${is ?? 'none'} -> ${shall ?? 'none'}`);
  return target.reshaped ? [...differences, 'an input transformation -> the whole event'] : differences;
}

/** Targets of our rule that somebody else has added. */
export function foreignTargets(targets: readonly ActualTarget[]): readonly ActualTarget[] {
  return targets.filter(({ id }) => id !== TARGET_ID);
}
