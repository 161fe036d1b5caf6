import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackedHabits } from '../../src/baseline/packed/habits.ts';
import { packEntries } from '../../src/baseline/packed/layout.ts';
import {
  type HabitMap,
  habitsOf,
  remember,
  type Sighting,
  type StoredDimension,
} from '../../src/core/history/habit.ts';

const dimensions: readonly StoredDimension[] = ['seen', 'country', '~country', 'holder'];
const sighting: fc.Arbitrary<Sighting> = fc.record({
  owner: fc.constant('a:x'),
  dimension: fc.constantFrom(...dimensions),
  // What is stored otherwise than it is written, and what is written as others are stored.
  value: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 90 }).map((n) => `v${n}`) },
    fc.constantFrom('é', '\\u00e9', '"', '\\"', '\\', '\\\\', '\u007f', '\ud800', ''),
  ),
  // Now and then so late that no cut sees it beside the others.
  days: fc
    .uniqueArray(
      fc.oneof(
        { weight: 40, arbitrary: fc.integer({ min: 20_400, max: 20_405 }) },
        fc.integer({ min: 20_490, max: 20_520 }),
      ),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((days) => days.sort((a, b) => a - b)),
});

it('says of every sighting what an unpacked history says, whatever it was asked before', () => {
  const questions = fc.array(sighting, { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 150 }), questions, (told, asked) => {
      const map = told.reduce<HabitMap>(remember, new Map());
      const entries = [...map].flatMap(([dimension, values]) =>
        [...values].map(([value, days]) => ({ dimension, value, days })),
      );
      const packed = new PackedHabits(Buffer.from(`versions${packEntries(entries)}`, 'latin1'));
      const plain = habitsOf(map);
      for (const { dimension, value, days } of [...asked, ...told, ...asked]) {
        expect(packed.settled(dimension, value, days)).toBe(plain.settled(dimension, value, days));
      }
      for (const name of dimensions) expect(packed.get(name)).toEqual(plain.get(name));
    }),
  );
});

it.each([
  ['é', '\\u00e9'],
  ['"', '\\"'],
  ['\\', '\\\\'],
])('does not take %s, as it is stored, for %s', (stored, asked) => {
  const days = [20_400];
  const entry = { dimension: 'country', value: stored, days } as const;
  const packed = new PackedHabits(Buffer.from(`versions${packEntries([entry])}`, 'latin1'));
  expect(packed.settled('country', asked, days)).toBe(false);
  expect(packed.settled('country', stored, days)).toBe(true);
});
