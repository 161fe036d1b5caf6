import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/core/days.ts';
import { createCauses } from '../../src/scoring/cause.ts';

describe('one alert for one cause', () => {
  it('repeats point to the first, unless they score higher', () => {
    const causes = createCauses();
    expect(causes.repeatOf('c', { id: 'a', time: 0, score: 75 })).toBeNull();
    expect(causes.repeatOf('c', { id: 'b', time: HOUR, score: 75 })).toBe('a');
    expect(causes.repeatOf('c', { id: 'c', time: 2 * HOUR, score: 90 })).toBeNull();
    expect(causes.repeatOf('c', { id: 'd', time: 3 * HOUR, score: 80 })).toBe('a');
    expect(causes.repeatOf('other', { id: 'e', time: 3 * HOUR, score: 80 })).toBeNull();
  });

  it('alerts again after 24 hours of event time', () => {
    const causes = createCauses();
    causes.repeatOf('c', { id: 'a', time: 0, score: 75 });
    expect(causes.repeatOf('c', { id: 'b', time: DAY, score: 75 })).toBe('a');
    expect(causes.repeatOf('c', { id: 'c', time: DAY + 1, score: 75 })).toBeNull();
  });

  it('does not call a finding a repeat of itself', () => {
    const causes = createCauses();
    causes.repeatOf('c', { id: 'a', time: 0, score: 75 });
    expect(causes.repeatOf('c', { id: 'a', time: 0, score: 75 })).toBeNull();
  });
});
