import { describe, expect, it } from 'vitest';
import { leaked } from '../scripts/soak/held.ts';
import { type Sample, slopeOf } from '../scripts/soak/memory.ts';

/** Twice a minute, for an hour: memory that grows by so many MiB an hour, and swells between two collections. */
const grown = (perHour: number): readonly Sample[] =>
  Array.from({ length: 120 }, (_, n) => ({ at: n * 30, mib: 150 + (perHour * n) / 120 + (n % 2) * 40 }));

describe('what a soak measures', () => {
  it.each([0, 0.5, 12])('is a slope of %d MiB an hour, whatever the collector does', (perHour) => {
    expect(slopeOf(grown(perHour), 600)?.perHour).toBeCloseTo(perHour, 6);
  });

  it('leaves the warm-up out', () => {
    const late = grown(0).map(({ at, mib }) => ({ at, mib: at < 1_800 ? mib - 100 : mib }));
    expect(slopeOf(late, 1_800)?.perHour).toBeCloseTo(0, 6);
    expect(slopeOf(late, 600)?.perHour).toBeGreaterThan(50);
  });

  it('is nothing in less than three minutes', () => {
    expect(slopeOf(grown(1).slice(0, 4), 0)).toBeUndefined();
  });

  it('names what was held on to', () => {
    const held = (Timeout: number, descriptors: number) => ({
      resources: { Timeout },
      descriptors,
      heap: 30,
    });
    expect(leaked(held(13, 25), held(15, 27))).toEqual([]);
    expect(leaked(held(13, 25), held(30, 25))).toEqual(['leaked: 30 of Timeout, 13 at first']);
    expect(leaked(held(13, 25), held(13, 60))).toEqual(['leaked: 60 of descriptors, 25 at first']);
  });
});
