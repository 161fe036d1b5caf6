import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutOf, dayOf, HOUR, mergeDays } from '../../src/core/days.ts';
import { type HabitMap, remember, type Sighting, VALUE_CAP } from '../../src/core/habit.ts';

const sighting: fc.Arbitrary<Sighting> = fc.record({
  owner: fc.constant('a:x'),
  dimension: fc.constantFrom('seen', 'country', '~country', 'hour'),
  value: fc.constantFrom('DE', 'FR', 'IT', 'BR'),
  days: fc
    .uniqueArray(fc.integer({ min: 20_000, max: 20_095 }), { maxLength: 4 })
    .map((days) => days.sort((a, b) => a - b)),
});

function learn(sightings: readonly Sighting[]): HabitMap {
  return sightings.reduce<HabitMap>(remember, new Map());
}

/** Maps do not compare by order of insertion, so neither does this. */
function plain(habits: HabitMap): object {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted(habits).map(([dimension, values]) => [dimension, sorted(values)]);
}

describe('learning', () => {
  it('gives the same history from any order and any duplication', () => {
    const shuffled = fc
      .array(sighting, { maxLength: 40 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      );
    fc.assert(
      fc.property(shuffled, ([told, again]) => {
        expect(plain(learn(again))).toEqual(plain(learn(told)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the 64 values with the smallest first day', () => {
    const told = Array.from({ length: 80 }, (_, n) => n).map(
      (n): Sighting => ({ owner: 'a:x', dimension: 'role', value: `r${n}`, days: [20_080 - n] }),
    );
    const kept = learn(told).get('role') ?? new Map();
    expect(kept.size).toBe(VALUE_CAP);
    expect(kept.has('r79')).toBe(true);
    expect(kept.has('r15')).toBe(false);
  });

  it('drops what no cut sees any more before what was seen last', () => {
    const once = (n: number, day: number): Sighting => ({
      ...{ owner: 'a:x', dimension: 'role', value: `r${String(n).padStart(2, '0')}`, days: [day] },
    });
    const old = Array.from({ length: VALUE_CAP }, (_, n) => once(n, 20_000 + (n % 8)));
    const later = (day: number) => [...(learn([...old, once(99, day)]).get('role') ?? new Map()).keys()];
    expect(later(20_096)).toContain('r99');
    expect(later(20_096)).not.toContain('r56');
    // a day earlier everything may still be seen
    expect(later(20_095)).not.toContain('r99');
  });
});

describe('days', () => {
  it('forget what is older than the last − 95', () => {
    expect(mergeDays([100, 195], [196])).toEqual([195, 196]);
    expect(mergeDays([101], [196])).toEqual([101, 196]);
  });

  it('are UTC days, and an event sees the days that ended an hour before it', () => {
    const midnight = Date.UTC(2026, 0, 2);
    expect(dayOf(midnight)).toBe(dayOf(midnight - 1) + 1);
    expect(cutOf(midnight + HOUR - 1)).toBe(dayOf(midnight) - 1);
    expect(cutOf(midnight + HOUR)).toBe(dayOf(midnight));
  });
});
