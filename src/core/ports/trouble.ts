import { codeOf, statusOf } from '../errors.ts';

/**
 * Why a call to AWS failed. `refused`: a person has to change rights or names; `throttled`: too many calls;
 * `unavailable`: no answer, or one that may be another later.
 */
export type Trouble = 'refused' | 'throttled' | 'unavailable';

const THROTTLED = /Throttl|TooMany|LimitExceeded|OverLimit|SlowDown|ThroughputExceeded/;

const NO_LOGIN = /^(?:CredentialsProvider|TokenProvider)/;

/** Whether nothing was asked, because the process has no AWS credentials. */
export function lacksLogin(thrown: unknown): boolean {
  return NO_LOGIN.test(codeOf(thrown));
}

/** Tells it by the error's code and the status of the answer. */
export function troubleOf(thrown: unknown): Trouble {
  const status = statusOf(thrown);
  if (status === 429 || THROTTLED.test(codeOf(thrown))) return 'throttled';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unavailable';
}
