import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAMILIES, type Signal } from '../../src/core/finding/finding.ts';
import { levelOf, scoreOf } from '../../src/scoring/score.ts';

const CAPS = { reputation: 30, timing: 20, sensitivity: 25, behaviour: 25, misuse: 100 };
const THRESHOLDS = { low: 20, medium: 40, high: 70, critical: 90 };

const signal: fc.Arbitrary<Signal> = fc.record({
  ruleId: fc.constant('r'),
  family: fc.constantFrom(...FAMILIES),
  points: fc.integer({ min: 1, max: 100 }),
  summary: fc.constant(''),
  evidence: fc.constant({}),
});

describe('a score', () => {
  it('adds up within a family to its cap, and over families to 100', () => {
    const of = (family: Signal['family'], points: number): Signal => ({
      ruleId: 'r',
      family,
      points,
      summary: '',
      evidence: {},
    });
    expect(scoreOf([of('behaviour', 14), of('behaviour', 8)], CAPS)).toBe(22);
    expect(scoreOf([of('behaviour', 14), of('behaviour', 14)], CAPS)).toBe(25);
    expect(scoreOf([of('behaviour', 20), of('timing', 20), of('misuse', 90)], CAPS)).toBe(100);
    expect(scoreOf([], CAPS)).toBe(0);
  });

  it('is bounded, does not depend on order, and never falls when evidence is added', () => {
    fc.assert(
      fc.property(fc.array(signal), signal, (signals, more) => {
        const score = scoreOf(signals, CAPS);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(scoreOf([...signals].reverse(), CAPS)).toBe(score);
        expect(scoreOf([...signals, more], CAPS)).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  it('has the level whose threshold it reaches', () => {
    expect([0, 19, 20, 39, 40, 69, 70, 89, 90, 100].map((score) => levelOf(score, THRESHOLDS))).toEqual([
      'info',
      'info',
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ]);
  });
});
