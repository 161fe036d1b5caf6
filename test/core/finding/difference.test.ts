import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, differences, unsure } from '../../../src/core/finding/difference.ts';
import { comparisonSummary, differenceText } from '../../../src/report/difference.ts';

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
    expect(comparisonSummary(found ? [found] : [], 'x')).toBe(
      'this run, compared with x: 0 gained, 0 lost, 0 raised, 1 lowered\nrules that fired in more or fewer of these findings: b -1\n',
    );
  });

  it('names no score and no points for a run that has no such finding', () => {
    const texts = [...differences([one('1', 50, { a: 50 })], [one('2', 70, { b: 70 })], 40)].map(
      differenceText,
    );
    expect(texts[0]).toMatch(/GAINED +none → 50 .*\n +finding 1\n +a 50\n/);
    expect(texts[1]).toMatch(/LOST +70 → none .*\n +finding 2\n +b 70\n/);
  });

  it('is not sure where what was written may have been cut: below the least score in it', () => {
    const here = [one('1', 50), one('2', 30), one('3', 80), one('4', 45)];
    const written = [one('4', 60), one('5', 60)];
    const of = (theirs: readonly Compared[], least: number) =>
      unsure(differences(here, theirs, least), theirs).map(({ id }) => id);
    expect(of(written, 20)).toEqual(['1', '2']);
    expect(of(written, 60)).toEqual([]);
    expect(of([...written, one('6', 20)], 20)).toEqual([]);
    expect(of([], 40)).toEqual(['1', '3', '4']);
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
