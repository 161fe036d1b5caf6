import { describe, expect, it } from 'vitest';
import { eventPattern, PATTERN_CAP, samePattern } from '../../src/actions/provision/pattern.ts';
import { CHANGES } from '../../src/core/event/changes.ts';

describe('the pattern of a rule', () => {
  it('is by the three sources alone, and fits with sessions: watch, too', () => {
    expect(eventPattern(false)).toBe('{"source":["aws.sts","aws.signin","aws.sso"]}');
    expect(eventPattern(true).length).toBeLessThanOrEqual(PATTERN_CAP);
  });

  it('with sessions: watch, has every change that a rule looks for: by its service, or by its name', () => {
    const pattern = eventPattern(true);
    for (const [service, names] of Object.entries(CHANGES)) {
      if (pattern.includes(`"aws.${service}"`)) continue;
      for (const name of names) expect(pattern).toContain(`"${name}"`);
    }
    expect(pattern).not.toMatch(/"(?:List|Get|Describe|Lookup|BatchGet)/);
  });

  it('is the same in another order, and not with one name less', () => {
    const turned = JSON.stringify({ $or: JSON.parse(eventPattern(true)).$or.toReversed() });
    expect(samePattern(turned, true)).toBe(true);
    expect(samePattern(turned.replace('"RunInstances",', ''), true)).toBe(false);
    expect(samePattern(eventPattern(true), false)).toBe(false);
    expect(samePattern('not JSON', false)).toBe(false);
  });
});
