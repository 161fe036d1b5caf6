import { describe, expect, it } from 'vitest';
import { whatToDo } from '../../src/actions/iam/errors.ts';
import { anAction } from '../support/an-action.ts';

const { intent } = anAction('0123456789abcdef');

describe('what to do after a refusal of IAM', () => {
  it.each([
    ['ExpiredToken', 'stale', /expired: renew them/],
    ['Throttling', 'throttled', /limits how often/],
    ['InternalFailure', 'unclear', /Health Dashboard/],
    ['AccessDenied', 'permanent', /without a spoke role/],
  ] as const)('names the cause: %s', (code, kind, cause) => {
    const [first, last] = whatToDo({ class: kind, code, message: '' }, intent).filter((_, at, all) =>
      [0, all.length - 1].includes(at),
    );
    expect(first).toMatch(cause);
    expect(last).toContain('aws iam put-role-policy');
  });
});
