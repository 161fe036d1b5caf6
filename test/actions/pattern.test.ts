import { describe, expect, it } from 'vitest';
import { eventPattern, PATTERN_CAP, samePattern } from '../../src/actions/provision/pattern.ts';
import { patternDifference } from '../../src/actions/provision/pattern-words.ts';
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

describe('how a pattern differs, in words', () => {
  const watching = eventPattern(true);

  it('is nothing for the same one, and the mode for that of the other mode', () => {
    expect(patternDifference(watching, true)).toBeUndefined();
    expect(patternDifference(watching, false)).toMatch(/^pattern with changes .* -> without them/);
    expect(patternDifference(eventPattern(false), true)).toMatch(/^pattern without changes .* -> with them/);
  });

  it('names what an older version lacks, and what does not belong there', () => {
    const older = watching.replace('"RunInstances",', '').replace('"aws.config",', '"aws.ec2",');
    expect(patternDifference(older, true)).toBe(
      'pattern lacks aws.config, RunInstances; has aws.ec2, which it should not have',
    );
    expect(patternDifference('{"source":["aws.sts"]}', false)).toBe('pattern lacks aws.signin, aws.sso');
    expect(patternDifference('{"source":["aws.sts"]}', true)).toMatch(
      /^pattern lacks (?:[\w.-]+, ){11}[\w.-]+ and \d+ more$/,
    );
  });

  it('is both in full where the names are the same, and says that there is none', () => {
    const narrowed = '{"detail":{"source":["aws.sts","aws.signin","aws.sso"]}}';
    expect(patternDifference(narrowed, false)).toBe(`pattern ${narrowed} -> ${eventPattern(false)}`);
    expect(patternDifference('', false)).toMatch(/^pattern lacks aws.sts, aws.signin, aws.sso/);
  });
});
