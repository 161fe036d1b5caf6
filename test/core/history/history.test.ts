import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DIMENSIONS,
  type HabitMap,
  habitsOf,
  remember,
  type Sighting,
} from '../../../src/core/history/habit.ts';
import { History } from '../../../src/core/history/history.ts';
import { viewOf } from '../../../src/core/history/live-view.ts';
import type { OwnerView } from '../../../src/core/history/view.ts';

const START = 20_000;
/** A dozen values, or seventy: a dimension holds sixty-four. Some are what a caller may write. */
const values = (count: number) =>
  Array.from({ length: count }, (_, at) => ['__proto__', 'constructor', '\ud800'][at] ?? `v${at}`);
const sighting = (count: number): fc.Arbitrary<Sighting> =>
  fc.record({
    owner: fc.constant('a:x'),
    dimension: fc.constantFrom('seen', 'country', '~country', 'hour', 'holder'),
    value: fc.constantFrom('*', ...values(count)),
    days: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: START, max: START + 130 }).map((day) => [day]) },
      {
        weight: 1,
        arbitrary: fc
          .uniqueArray(fc.integer({ min: START, max: START + 200 }), { maxLength: 4 })
          .map((days) => days.sort((a, b) => a - b)),
      },
    ),
  });

const sorted = (habits: HabitMap) =>
  [...habits].sort().map(([dimension, one]) => [dimension, [...one].sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Everything that a view says of the values told. */
const says = (view: OwnerView, told: readonly Sighting[]) => [
  [view.covered, view.age, view.days, view.silentDays],
  ...DIMENSIONS.map((dimension) => [
    [...view.known(dimension)].sort(),
    [...view.seen(dimension)].sort(),
    [...view.onProbation(dimension)].sort(),
    told.map(({ value }) => [
      view.novelty(dimension, value),
      view.daysOf(dimension, value),
      view.knows(dimension, value) === view.known(dimension).includes(value),
      view.saw(dimension, value) === view.seen(dimension).includes(value),
    ]),
  ]),
];

describe.each([8, 70])('a history of up to %i values a dimension', (count) => {
  const told = fc.array(sighting(count), { maxLength: count * 4 });

  it('learns in place what remember says', () => {
    fc.assert(
      fc.property(told, (sightings) => {
        const history = new History();
        let plain: HabitMap = new Map();
        for (const one of sightings) {
          const settled = habitsOf(plain).settled(one.dimension, one.value, one.days);
          expect(history.settled(one.dimension, one.value, one.days)).toBe(settled);
          history.learn(one);
          plain = remember(plain, one);
        }
        expect(sorted(history.map)).toEqual(sorted(plain));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a view only while learning cannot change it', () => {
    const cuts = fc.array(fc.integer({ min: START + 80, max: START + 140 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(told, cuts, (sightings, [cut = 0, ...more]) => {
        const history = new History();
        let plain: HabitMap = new Map();
        let now = cut;
        sightings.forEach((one, at) => {
          history.learn(one);
          plain = remember(plain, one);
          if (at % 7 === 0) now = more[at % Math.max(1, more.length)] ?? cut;
          if (at % 5 === 0) {
            const near = sightings.slice(Math.max(0, at - 3), at + 3);
            expect(says(history.viewAt(now), near)).toEqual(says(viewOf(habitsOf(plain), now), near));
          }
        });
      }),
      { numRuns: 100 },
    );
  });
});

/** One country a lesson: mostly a day like those before, now and then so late that it pushes others out. */
const lesson = (value: fc.Arbitrary<string>): fc.Arbitrary<Sighting> =>
  fc.record({
    owner: fc.constant('a:x'),
    dimension: fc.constant('country' as const),
    value,
    days: fc
      .uniqueArray(
        fc.oneof(
          { weight: 10, arbitrary: fc.integer({ min: START, max: START + 6 }) },
          fc.integer({ min: START + 90, max: START + 104 }),
        ),
        { minLength: 1, maxLength: 2 },
      )
      .map((days) => days.sort((a, b) => a - b)),
  });
const filled = Array.from({ length: 64 }, (_, at): Sighting => {
  return { owner: 'a:x', dimension: 'country', value: `v${at + 10}`, days: [START + (at % 4)] };
});

describe.each([
  { of: 'a full dimension', before: filled, count: 80 },
  { of: 'two values', before: [], count: 2 },
])('a history of $of', ({ before, count }) => {
  const lessons = fc.array(lesson(fc.integer({ min: 10, max: 9 + count }).map((at) => `v${at}`)), {
    maxLength: 30,
  });

  it('learns in place what remember says, and keeps a view only while learning cannot change it', () => {
    fc.assert(
      fc.property(lessons, fc.integer({ min: START + 2, max: START + 100 }), (told, cut) => {
        const history = new History();
        for (const one of before) history.learn(one);
        let plain = before.reduce<HabitMap>(remember, new Map());
        for (const one of told) {
          history.viewAt(cut);
          const settled = habitsOf(plain).settled(one.dimension, one.value, one.days);
          expect(history.settled(one.dimension, one.value, one.days)).toBe(settled);
          history.learn(one);
          plain = remember(plain, one);
          const [inPlace, anew] = [history.viewAt(cut), viewOf(habitsOf(plain), cut)];
          expect([...inPlace.seen('country')].sort()).toEqual([...anew.seen('country')].sort());
          expect(inPlace.daysOf('country', one.value)).toBe(anew.daysOf('country', one.value));
        }
        expect(sorted(history.map)).toEqual(sorted(plain));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the view of a history', () => {
  it('is the same object for a cut, and another for another', () => {
    const history = new History();
    history.learn({ dimension: 'seen', value: '*', days: [START] });
    const view = history.viewAt(START + 1);
    history.learn({ dimension: 'seen', value: '*', days: [START + 1] });
    expect(history.viewAt(START + 1)).toBe(view);
    expect(history.viewAt(START + 2)).not.toBe(view);
    expect(history.viewAt(START + 2).days).toBe(2);
  });

  it('is made anew when a day before its cut is learned late', () => {
    const history = new History();
    history.learn({ dimension: 'seen', value: '*', days: [START] });
    expect(history.viewAt(START + 5).days).toBe(1);
    history.learn({ dimension: 'seen', value: '*', days: [START + 2] });
    expect(history.viewAt(START + 5).days).toBe(2);
  });
});
