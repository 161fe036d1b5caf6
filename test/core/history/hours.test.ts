import { describe, expect, it } from 'vitest';
import { type HabitMap, habitsOf, remember } from '../../../src/core/history/habit.ts';
import { hoursAway, hourValue } from '../../../src/core/history/hours.ts';
import { viewOf } from '../../../src/core/history/live-view.ts';
import { dayOf } from '../../../src/core/time/days.ts';

describe('hours', () => {
  it.each([
    ['2026-05-01T23:59:59Z', 'w23'],
    ['2026-05-02T00:00:00Z', 'e00'],
    ['2026-05-03T23:59:59Z', 'e23'],
    ['2026-05-04T00:00:00Z', 'w00'],
  ])('are those of weekdays and of weekends: %s', (at, value) => {
    expect(hourValue(Date.parse(at))).toBe(value);
  });

  it.each(['w23', 'e23'])('are as far from %s as the clock says, over midnight too', (value) => {
    const today = dayOf(Date.parse('2026-05-04T00:00:00Z'));
    const told = { owner: 'a:x', dimension: 'hour', value, days: [today - 3] } as const;
    const view = viewOf(habitsOf(remember(new Map() as HabitMap, told)), today);
    expect([23, 22, 0, 1, 11, 12].map((hour) => hoursAway(view, hour))).toEqual([0, 1, 1, 2, 12, 11]);
  });

  it('are unknown where none was seen', () => {
    expect(hoursAway(viewOf(habitsOf(new Map()), 20_000), 9)).toBeUndefined();
  });
});
