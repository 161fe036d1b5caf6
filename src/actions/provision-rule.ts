import type { WantedRule } from './provision-wanted.ts';

/** The only state in which EventBridge hands over read-only management events, AssumeRole among them. */
export const RULE_STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** Whom the rule listens to. By source alone: nobody else can send as `aws.`, and detail-types vary in the wild. */
export const SOURCES = ['aws.sts', 'aws.signin', 'aws.sso'] as const;

/** The id of Rolewarden's own target among a rule's targets. */
export const TARGET_ID = 'rolewarden';

/** What marks a rule as Rolewarden's: these words in the description, or a tag of the name `rolewarden`. */
export const MARK = 'managed by rolewarden provision';

/** The description that a new rule gets. */
export const DESCRIPTION = `STS, sign-in and Identity Center events, read-only ones included; ${MARK}`;

/** How long and how often EventBridge tries to deliver before it gives up: as long as it can. */
export const RETRIES = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } as const;

/** A target as it is found. */
export interface ActualTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly maximumAge: number | undefined;
  readonly maximumRetries: number | undefined;
  /** An input that replaces or cuts the event, so that Rolewarden could not read it. */
  readonly reshaped: boolean;
}

/** A rule as it is found. */
export type ActualRule =
  | { readonly kind: 'absent' }
  /** Carries no mark of ours, or belongs to an AWS service: never touched. */
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

/** In words, what of the rule itself is not as wanted. */
export function ruleDifferences(actual: { readonly state: string; readonly pattern: string }): string[] {
  const differences: string[] = [];
  if (actual.state !== RULE_STATE) differences.push(`state ${actual.state || 'none'} -> ${RULE_STATE}`);
  if (!samePattern(actual.pattern)) {
    differences.push(`pattern ${actual.pattern || 'none'} -> ${eventPattern()}`);
  }
  return differences;
}

/** In words, what of the target is not as wanted. */
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

/** Targets on our rule that somebody else added. */
export function foreignTargets(targets: readonly ActualTarget[]): readonly ActualTarget[] {
  return targets.filter(({ id }) => id !== TARGET_ID);
}

/** Whether a pattern means the same: the order of its sources says nothing. */
function samePattern(text: string): boolean {
  const pattern = parsed(text);
  if (typeof pattern !== 'object' || pattern === null || Object.keys(pattern).length !== 1) return false;
  if (!('source' in pattern) || !Array.isArray(pattern.source)) return false;
  const sources = new Set<unknown>(pattern.source);
  return sources.size === SOURCES.length && SOURCES.every((source) => sources.has(source));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
