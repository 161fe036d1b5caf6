import { describe, expect, it } from 'vitest';
import type { Family, Signal } from '../../src/core/finding/finding.ts';
import { birthOf, INHERITING, NO_BIRTH, withoutDouble } from '../../src/scoring/birth.ts';

const CAPS = { reputation: 30, timing: 20, sensitivity: 25, behaviour: 25, misuse: 100 };

const signal = (ruleId: string, family: Family, points: number): Signal => ({
  ruleId,
  family,
  points,
  summary: '',
  evidence: {},
});
const inherited = (family: Family, points: number) => signal(INHERITING, family, points);
const told = (signals: readonly Signal[]) =>
  withoutDouble(signals, (own) => own).map(({ ruleId, points }) => [ruleId, points]);

describe('what a session inherits', () => {
  it('counts with what it exceeds the session’s own points of that family', () => {
    const own = [signal('new-country', 'behaviour', 6), signal('new-network', 'behaviour', 4)];
    expect(told([...own, inherited('behaviour', 25)])).toEqual([
      ['new-country', 6],
      ['new-network', 4],
      [INHERITING, 15],
    ]);
  });

  it('is left out where the own points are as many, or more', () => {
    expect(told([signal('new-country', 'behaviour', 10), inherited('behaviour', 10)])).toEqual([
      ['new-country', 10],
    ]);
    expect(told([signal('new-country', 'behaviour', 10), inherited('behaviour', 9)])).toEqual([
      ['new-country', 10],
    ]);
  });

  it('is whole where the own points are of another family, or inherited too', () => {
    const signals = [
      signal('off-hours', 'timing', 20),
      inherited('behaviour', 12),
      inherited('reputation', 8),
      signal('break-glass-role', 'misuse', 70),
    ];
    expect(withoutDouble(signals, (own) => own)).toEqual(signals);
  });
});

describe('what a session hands on', () => {
  it('is the sum by family, of three families only', () => {
    const signals = [
      signal('hosting-network', 'reputation', 7),
      signal('threat-listed-address', 'reputation', 5),
      signal('off-hours', 'timing', 11),
      inherited('behaviour', 13),
      signal('sensitive-role', 'sensitivity', 20),
      signal('break-glass-role', 'misuse', 70),
    ];
    expect(birthOf(signals, CAPS, 'the finding')).toEqual({
      reputation: 12,
      timing: 11,
      behaviour: 13,
      finding: 'the finding',
    });
  });

  it('is never more than what counted: each family’s cap', () => {
    const signals = [
      signal('threat-listed-address', 'reputation', 31),
      signal('off-hours', 'timing', 15),
      signal('dormant-role', 'timing', 10),
      signal('new-country', 'behaviour', 25),
    ];
    expect(birthOf(signals, CAPS, null)).toEqual({
      reputation: 30,
      timing: 20,
      behaviour: 25,
      finding: null,
    });
  });

  it('of nothing said is nothing', () => {
    expect(birthOf([], CAPS, null)).toEqual(NO_BIRTH);
    expect(NO_BIRTH).toEqual({ reputation: 0, timing: 0, behaviour: 0, finding: null });
  });
});
