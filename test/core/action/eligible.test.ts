import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TAGS,
  type Eligibility,
  ineligible,
  type LiveTarget,
} from '../../../src/core/action/eligible.ts';
import { NOW, sessionIntent } from '../../support/iam-lab.ts';
import { roleCalled } from '../../support/role-called.ts';

const role = roleCalled('deploy');
const intent = sessionIntent(role, 'alice', NOW);

/** Why the role gets no policy as it is in IAM now; undefined if it gets one. */
function whyNot(live: Partial<LiveTarget>, more: Partial<Eligibility> = {}): string | undefined {
  const as: LiveTarget = {
    target: role,
    arn: role.arn,
    uniqueId: role.uniqueId ?? '',
    tags: {},
    maxSessionSeconds: 3_600,
    policyNames: [],
    total: 0,
    ours: [],
    foreign: [],
    ...live,
  };
  const rules = { tags: DEFAULT_TAGS, needsOptIn: false, isProtected: () => false, serviceHeld: false };
  return ineligible(as, intent, { ...rules, ...more })?.reason;
}

describe('a role as it is in IAM now', () => {
  it.each([
    ['', 'protected'],
    ['true', 'protected'],
    ['no', 'protected'],
    ['false', undefined],
    [' False ', undefined],
  ])('with the tag of protection at "%s": %s', (value, reason) => {
    expect(whyNot({ tags: { [DEFAULT_TAGS.protected]: value } })).toBe(reason);
  });

  it.each([
    ['true', undefined],
    [' TRUE', undefined],
    ['yes', 'not-opted-in'],
    ['', 'not-opted-in'],
  ])('with the opt-in at "%s": %s', (value, reason) => {
    const tags = { [DEFAULT_TAGS.revocable]: value };
    expect(whyNot({ tags }, { needsOptIn: true })).toBe(reason);
    expect(whyNot({ tags })).toBeUndefined();
  });

  it('is protected by either of its ARNs: IAM’s, with the path, and the event’s', () => {
    const arn = role.arn.replace('role/', 'role/ci/');
    for (const mine of [arn, role.arn]) {
      expect(whyNot({ arn }, { isProtected: (asked) => asked === mine })).toBe('protected');
    }
  });
});
