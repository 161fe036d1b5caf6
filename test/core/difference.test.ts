import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, differences } from '../../src/core/difference.ts';
import { comparisonSummary, differenceText } from '../../src/report/difference.ts';

const one = (id: string, score: number, rules: Readonly<Record<string, number>> = {}): Compared => ({
  id,
  time: `2026-03-0${id}T09:00:00.000Z`,
  summary: `finding ${id}`,
  score,
  level: score >= 70 ? 'high' : 'low',
  signals: Object.entries(rules).map(([ruleId, points]) => ({ ruleId, points })),
});
const kinds = (here: readonly Compared[], other: readonly Compared[], least = 40) =>
  differences(here, other, least).map(({ id, kind }) => `${id} ${kind}`);

describe('what differs between two runs', () => {
  it('is gained, lost, raised or lowered, by the least score', () => {
    const here = [one('1', 50), one('2', 30), one('3', 80), one('4', 45), one('5', 60)];
    const other = [one('2', 70), one('3', 70), one('4', 60), one('5', 60), one('6', 90)];
    expect(kinds(here, other)).toEqual(['1 gained', '2 lost', '3 raised', '4 lowered', '6 lost']);
    expect(kinds(here, other, 75)).toEqual(['3 gained', '6 lost']);
  });

  it('holds both scores and each rule’s points', () => {
    const [found] = differences([one('1', 50, { a: 50 })], [one('1', 70, { a: 50, b: 20 })], 40);
    expect(found?.here).toEqual({ score: 50, level: 'low', rules: { a: 50 } });
    expect(found?.other?.rules).toEqual({ a: 50, b: 20 });
    expect(found && differenceText(found)).toContain('b 20 → 0');
    expect(comparisonSummary(found ? [found] : [], 'x')).toContain(
      '1 lowered\nrules, in how many of these findings more or less: b -1',
    );
  });

  it('turned round is its mirror, and a run has none with itself', () => {
    const finding = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 100 }));
    const run = fc
      .uniqueArray(finding, { selector: ([id]) => id })
      .map((all) => all.map(([id, score]) => one(`${id}`, score)));
    const mirror = { gained: 'lost', lost: 'gained', raised: 'lowered', lowered: 'raised' } as const;
    fc.assert(
      fc.property(run, run, (a, b) => {
        expect(differences(a, a, 40)).toEqual([]);
        expect(differences(a, b, 40).map(({ id, kind }) => [id, kind])).toEqual(
          differences(b, a, 40).map(({ id, kind }) => [id, mirror[kind]]),
        );
      }),
    );
  });
});
