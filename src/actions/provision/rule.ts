import { jsonIn } from '../../core/text/json.ts';
import type { WantedRule } from './wanted.ts';

/** The only state in which EventBridge also delivers read-only management events, such as AssumeRole. */
export const RULE_STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** The sources that the rule matches. Not detail-types, which vary; only AWS can send with a source in `aws.`. */
export const SOURCES = ['aws.sts', 'aws.signin', 'aws.sso'] as const;

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
  /** Without our mark, or managed by an AWS service: never changed. */
  | { readonly kind: 'foreign'; readonly description: string }
  | {
      readonly kind: 'ours';
      readonly description: string;
      readonly state: string;
      readonly pattern: string;
      readonly targets: readonly ActualTarget[];
    };

/** The event pattern, as text. */
export const eventPattern = () => JSON.stringify({ source: SOURCES });

/** In words, how the rule itself differs from what is wanted. */
export function ruleDifferences(actual: { readonly state: string; readonly pattern: string }): string[] {
  const differences: string[] = [];
  if (actual.state !== RULE_STATE) differences.push(`state ${actual.state || 'none'} -> ${RULE_STATE}`);
  if (!samePattern(actual.pattern)) {
    differences.push(`pattern ${actual.pattern || 'none'} -> ${eventPattern()}`);
  }
  return differences;
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

/** Whether a pattern matches the same events as ours; the order of the sources does not matter. */
function samePattern(text: string): boolean {
  const pattern = jsonIn(text);
  if (typeof pattern !== 'object' || pattern === null || Object.keys(pattern).length !== 1) return false;
  if (!('source' in pattern) || !Array.isArray(pattern.source)) return false;
  const sources = new Set<unknown>(pattern.source);
  return sources.size === SOURCES.length && SOURCES.every((source) => sources.has(source));
}
