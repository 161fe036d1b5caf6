import { describe, expect, it } from 'vitest';
import { createCast } from '../scripts/organisation/cast.ts';
import { ALERT, measure, VISIBLE } from '../scripts/organisation/measure.ts';
import { ordinaryDays } from '../scripts/organisation/quarter.ts';

/** Seeds that the report does not use. */
const SEEDS = [1_001, 1_002];
const SIZE = { days: 60, people: 25, machines: 10 };

describe('a made-up organisation', () => {
  it('is the same for the same seed, and another for another', () => {
    const tiny = { days: 10, people: 3, machines: 2 };
    const told = (seed: number) => JSON.stringify(ordinaryDays(createCast(seed, tiny)));
    expect(told(5)).toBe(told(5));
    expect(told(5)).not.toBe(told(6));
  });

  it.each(SEEDS)('of seed %i: attacks are found, ordinary days are quiet', async (seed) => {
    const { attacks, alerts, stsEvents } = await measure(seed, { size: SIZE });
    const missed = (grade: string, threshold: number) =>
      attacks.filter((attack) => attack.grade === grade && attack.score < threshold).map(({ id }) => id);
    const count = (grade: string) => attacks.filter((attack) => attack.grade === grade).length;
    expect(count('conclusive')).toBeGreaterThan(15);
    expect(missed('conclusive', ALERT).length, missed('conclusive', ALERT).join()).toBeLessThanOrEqual(
      count('conclusive') * 0.05,
    );
    expect(missed('subtle', VISIBLE).length, missed('subtle', VISIBLE).join()).toBeLessThanOrEqual(
      count('subtle') * 0.2,
    );
    // from a cold start on: nobody's session would have been ended
    expect(alerts.filter(({ level }) => level === 'critical').map(({ summary }) => summary)).toEqual([]);
    const noise = alerts.map(({ summary }) => summary).join('\n');
    expect(alerts.length / stsEvents, noise).toBeLessThanOrEqual(0.001);
  });
});
