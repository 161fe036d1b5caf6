import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptMarks, MARK_CAP, MARK_KEEP, type Mark, uniteMarks } from '../../../src/core/history/mark.ts';

const at = (time: number, value: string, key = String(time)): Mark => ({
  tag: 'denied',
  owner: 'user:x',
  time,
  key,
  value,
});
const sorted = (marks: readonly Mark[]) => uniteMarks([...marks], []);
const valuesOf = (marks: readonly Mark[]) => new Set(marks.map(({ value }) => value));

describe('what is kept of one owner’s marks', () => {
  it('repeats push out no other value: 16 names, each followed by 100 repeats of one', () => {
    const marks = Array.from({ length: 16 * 101 }, (_, n) =>
      at(n, n % 101 === 0 ? `role-${n / 101}` : 'decoy'),
    );
    const kept = keptMarks(marks);
    expect([...valuesOf(kept)].filter((value) => value !== 'decoy')).toHaveLength(16);
    expect(kept.slice(-MARK_CAP)).toEqual(marks.slice(-MARK_CAP));
    expect(kept.length).toBeLessThanOrEqual(2 * MARK_CAP);
  });

  it('of ten thousand values the newest sixty-four', () => {
    const marks = Array.from({ length: 10_000 }, (_, n) => at(n, `role-${n}`));
    expect(keptMarks(marks)).toEqual(marks.slice(-MARK_CAP));
  });

  it('of a value the newest mark, however often it came', () => {
    const marks = [at(1, 'a'), at(2, 'a'), ...Array.from({ length: 99 }, (_, n) => at(10 + n, 'b'))];
    expect(keptMarks(marks).filter(({ value }) => value === 'a')).toEqual([at(2, 'a')]);
  });

  it('nothing that is a day and an hour older than the newest', () => {
    expect(keptMarks([at(0, 'a'), at(1, 'b'), at(MARK_KEEP, 'c')])).toEqual([at(1, 'b'), at(MARK_KEEP, 'c')]);
  });

  it('is the same, whatever was dropped on the way', () => {
    const some = fc.record({
      time: fc.integer({ min: 0, max: 1.2 * MARK_KEEP }),
      value: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 120 }).map(String)),
      key: fc.integer({ min: 0, max: 3 }).map(String),
    });
    const marks = fc.array(some, { maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(marks, marks, (first, second) => {
        const [one, other] = [first, second].map((all) =>
          sorted(all.map(({ time, value, key }) => at(time, value, key))),
        );
        const all = keptMarks(uniteMarks(one ?? [], other ?? []));
        expect(keptMarks(uniteMarks(keptMarks(one ?? []), keptMarks(other ?? [])))).toEqual(all);
        expect(all.length).toBeLessThanOrEqual(2 * MARK_CAP);
      }),
      { numRuns: 300 },
    );
  });
});
