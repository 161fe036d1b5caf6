import { describe, expect, it } from 'vitest';
import {
  type Dimension,
  type HabitMap,
  remember,
  SEEN,
  type Sighting,
} from '../../../src/core/history/habit.ts';
import { viewOf } from '../../../src/core/history/live-view.ts';

const CUT = 20_000;

/** A history told as `dimension value: days before the cut`. */
function history(told: Readonly<Record<string, readonly number[]>>): HabitMap {
  return Object.entries(told).reduce<HabitMap>((habits, [what, ago]) => {
    const [dimension, value = SEEN] = what.split(' ');
    const sighting = { owner: 'a:x', dimension, value, days: ago.map((days) => CUT - days) };
    return remember(habits, sighting as Sighting);
  }, new Map());
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];

describe('what an event may see of a history', () => {
  it('covers an owner from five distinct days and seven days of age on', () => {
    expect(viewOf(history({ seen: [1, 2, 3, 4, 7] }), CUT).covered).toBe(true);
    expect(viewOf(history({ seen: [1, 2, 3, 7] }), CUT).covered).toBe(false);
    expect(viewOf(history({ seen: [1, 2, 3, 4, 5, 6] }), CUT).covered).toBe(false);
  });

  it('never sees its own day, nor anything older than ninety days', () => {
    const view = viewOf(
      history({
        seen: EVERY_DAY,
        'country DE': EVERY_DAY,
        'country FR': [0],
        'country IT': [91],
        'country PT': [90],
      }),
      CUT,
    );
    expect(view.novelty('country', 'FR')).toBe('new');
    expect(view.novelty('country', 'IT')).toBe('new');
    expect(view.novelty('country', 'PT')).toBe('emerging');
    expect(view.seen('country')).toEqual(['DE', 'PT']);
  });

  it('counts of a longer history the last ninety days', () => {
    const days = [1, 2, 90, 91, 95];
    const view = viewOf(history({ seen: days, 'country DE': days, 'country FR': [1, 8, 91] }), CUT);
    expect([view.days, view.age, view.daysOf('country', 'DE')]).toEqual([3, 90, 3]);
    expect([view.knows('country', 'DE'), view.knows('country', 'FR')]).toEqual([true, false]);
    expect(viewOf(history({ seen: [91, 95] }), CUT).silentDays).toBeUndefined();
    expect(viewOf(history({ seen: [90, 95] }), CUT).silentDays).toBe(90);
  });

  it('knows a value after three distinct days and seven days of age; before that it is emerging', () => {
    const view = viewOf(
      history({ seen: EVERY_DAY, 'country DE': [1, 2, 7], 'country FR': [1, 7], 'country IT': [1, 2, 3, 6] }),
      CUT,
    );
    expect(view.novelty('country', 'DE')).toBe('known');
    expect(view.novelty('country', 'FR')).toBe('emerging');
    expect(view.novelty('country', 'IT')).toBe('emerging');
    expect(view.novelty('country', 'BR')).toBe('new');
  });

  it('does not call a value emerging while the owner is younger than fourteen days', () => {
    const young = { seen: [1, 2, 3, 4, 5, 10], 'country DE': [1, 2, 3, 4, 5, 10], 'country FR': [2, 3] };
    expect(viewOf(history(young), CUT).novelty('country', 'FR')).toBe('unknown');
    expect(viewOf(history({ ...young, seen: [...young.seen, 14] }), CUT).novelty('country', 'FR')).toBe(
      'emerging',
    );
  });

  it('answers unknown for an owner without coverage and for a dimension of which nothing is known', () => {
    expect(viewOf(history({ seen: [1, 2], 'country DE': [1, 2] }), CUT).novelty('country', 'BR')).toBe(
      'unknown',
    );
    for (const told of [{}, { 'country DE': [1, 2] }]) {
      expect(viewOf(history({ seen: EVERY_DAY, ...told }), CUT).novelty('country', 'BR')).toBe('unknown');
    }
  });

  it('keeps a value on probation new until five distinct days and fourteen days of age', () => {
    const base = { seen: EVERY_DAY, 'network AS1': EVERY_DAY };
    const probation = (days: readonly number[]) => viewOf(history({ ...base, '~network AS2': days }), CUT);
    expect(probation([1, 2, 3, 13]).novelty('network', 'AS2')).toBe('new');
    expect(probation([1, 2, 3, 4, 13]).novelty('network', 'AS2')).toBe('new');
    expect(probation([1, 2, 3, 14]).novelty('network', 'AS2')).toBe('new');
    expect(probation([1, 2, 3, 4, 14]).novelty('network', 'AS2')).toBe('known');
  });

  it('lists a value that proved itself on probation, and each value once', () => {
    const proved = [1, 2, 3, 4, 14];
    const view = viewOf(
      history({
        seen: EVERY_DAY,
        ...{ 'network AS1': EVERY_DAY, '~network AS1': proved, '~network AS2': proved },
        ...{ 'network AS3': [95], '~network AS3': proved, '~network AS4': [1], 'network AS5': [1] },
      }),
      CUT,
    );
    expect([...view.seen('network')].sort()).toEqual(['AS1', 'AS2', 'AS3', 'AS5']);
    expect([...view.known('network')].sort()).toEqual(['AS1', 'AS2', 'AS3']);
  });

  it('calls a value new where another proved itself on probation, and unknown where none did', () => {
    const novelty = (days: readonly number[]) =>
      viewOf(history({ seen: EVERY_DAY, '~network AS2': days }), CUT).novelty('network', 'AS3');
    expect(novelty([1, 2, 3, 4, 14])).toBe('new');
    expect(novelty([1, 2, 3, 4, 13])).toBe('unknown');
  });

  it('does not count a day on which more than eight values of a dimension first appear, hours and holders aside', () => {
    const many = (dimension: Dimension, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${dimension} v${n}`, [1, 2, 8]]));
    const base = { seen: EVERY_DAY, 'network AS1': EVERY_DAY, 'hour w01': EVERY_DAY };
    expect(viewOf(history({ ...base, ...many('network', 8) }), CUT).novelty('network', 'v1')).toBe('known');
    expect(viewOf(history({ ...base, ...many('network', 9) }), CUT).novelty('network', 'v1')).toBe(
      'emerging',
    );
    for (const exempt of ['hour', 'holder'] as const) {
      expect(viewOf(history({ ...base, ...many(exempt, 9) }), CUT).novelty(exempt, 'v1')).toBe('known');
    }
  });

  it('answers unknown for an unseen value of a dimension that is full', () => {
    const full = Object.fromEntries(
      Array.from({ length: 64 }, (_, n) => [`role r${n}`, [n + 1, n + 2, n + 9]]),
    );
    const view = viewOf(history({ seen: EVERY_DAY, ...full }), CUT);
    expect(view.novelty('role', 'another')).toBe('unknown');
    expect(view.novelty('role', 'r3')).toBe('known');
  });
});
