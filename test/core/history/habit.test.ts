import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HabitMap,
  habitsOf,
  remember,
  type Sighting,
  VALUE_CAP,
} from '../../../src/core/history/habit.ts';
import { cutOf, dayOf, HOUR, mergeDays } from '../../../src/core/time/days.ts';

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

describe('what a full dimension would drop again', () => {
  const days = fc
    .tuple(
      fc.integer({ min: 20_000, max: 20_003 }),
      // now and then so late that no cut sees it beside the others
      fc.oneof({ weight: 150, arbitrary: fc.constant(0) }, fc.constantFrom(90, 95, 96, 97)),
    )
    .map(([first, more]) => (more === 0 ? [first] : [first, first + more]));
  const full = fc.array(days, { minLength: VALUE_CAP, maxLength: VALUE_CAP });
  const told = (value: string, on: readonly number[]): Sighting => ({
    ...{ owner: 'a:x', dimension: 'role', value, days: on },
  });

  it('is settled: learning it changes nothing; and all such is settled where no value is stale', () => {
    const newcomer = fc.tuple(fc.constantFrom('a', 'r02', 'r31', 'r61x', 'z'), days);
    let said = 0;
    let kept = 0;
    fc.assert(
      fc.property(full, newcomer, (all, [value, on]) => {
        const habits = learn(all.map((each, n) => told(`r${String(n).padStart(2, '0')}`, each)));
        const changes =
          JSON.stringify(plain(remember(habits, told(value, on)))) !== JSON.stringify(plain(habits));
        const settled = habitsOf(habits).settled('role', value, on);
        if (settled) expect(changes).toBe(false);
        const newest = Math.max(on.at(-1) ?? 0, ...all.map((each) => each.at(-1) ?? 0));
        const stale = all.some((each) => (each.at(-1) ?? 0) <= newest - 96);
        if (!changes && !stale) expect(settled).toBe(true);
        if (settled) said++;
        else kept++;
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect(Math.min(said, kept)).toBeGreaterThan(100);
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
