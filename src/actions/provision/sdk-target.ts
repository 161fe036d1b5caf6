import type { PutTargetsResponse, Target } from '@aws-sdk/client-eventbridge';
import { type ActualTarget, RETRIES, TARGET_ID } from './rule.ts';
import type { WantedRule } from './wanted.ts';

/** Throws if a target failed: AWS answers 200 even then, and only says so in the answer. */
export function refuseFailedEntries({ FailedEntryCount, FailedEntries = [] }: PutTargetsResponse): void {
  const [entry] = FailedEntries;
  if (entry === undefined && (FailedEntryCount ?? 0) === 0) return;
  const failure = new Error(entry?.ErrorMessage ?? 'AWS says that the target failed, but not why');
  failure.name = entry?.ErrorCode ?? 'FailedEntry';
  throw failure;
}

/** Rolewarden's target of a rule, as the SDK takes it. */
export function toSdk({ target, role, deadLetterQueue }: WantedRule): Target {
  return {
    Id: TARGET_ID,
    Arn: target.text,
    RetryPolicy: RETRIES,
    ...(role === undefined ? {} : { RoleArn: role.text }),
    ...(deadLetterQueue === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterQueue.text } }),
  };
}

/** Parts of an event that are enough: it, and CloudTrail's record in it. */
const WHOLE: ReadonlySet<string> = new Set(['$', '$.detail']);

/** A target, as the SDK gave it. */
export function fromSdk(target: Target): ActualTarget {
  return {
    id: target.Id ?? '',
    arn: target.Arn ?? '',
    roleArn: target.RoleArn,
    deadLetterArn: target.DeadLetterConfig?.Arn,
    maximumAge: target.RetryPolicy?.MaximumEventAgeInSeconds,
    maximumRetries: target.RetryPolicy?.MaximumRetryAttempts,
    reshaped: (target.Input ?? target.InputTransformer) !== undefined || !WHOLE.has(target.InputPath ?? '$'),
  };
}
