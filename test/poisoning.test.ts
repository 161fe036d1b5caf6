import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { user } from '../scripts/callers.ts';
import { address, DATABASES, type PlaceName } from '../scripts/places.ts';
import { callerIdentity } from '../scripts/records.ts';
import { createApp } from '../src/app.ts';
import { parseConfig } from '../src/config/load.ts';
import { DAY } from '../src/core/time/days.ts';
import { CATALOGUE } from '../src/rules/catalogue.ts';
import { createLog } from '../src/run/log.ts';

const QUIET = 30;
const ATTACK = 30;
const START = Date.UTC(2026, 2, 2, 9);
const ALERT = 70;
const LEARN_BELOW = 40;

/** One call of a user, from a place, on a day. */
const call = (day: number, place: PlaceName) =>
  callerIdentity({
    at: new Date(START + day * DAY).toISOString().replace('.000Z', 'Z'),
    by: user('111122223333', 'dave'),
    from: address(place),
    account: '111122223333',
  });

/** Only the country speaks, with the points given, so that the attack scores exactly those while it is new. */
const only = (points: number) => ({
  databases: DATABASES,
  rules: Object.fromEntries(
    CATALOGUE.map(({ id }) => [id, id === 'new-country' ? { points } : { mode: 'off' }]),
  ),
  scoring: { caps: { behaviour: 100 } },
});

/** Days of the attack, counted from its first, on which its country still cost something. */
async function costly(points: number, days: readonly number[]): Promise<readonly number[]> {
  const app = await createApp({ config: parseConfig(only(points), 'test'), log: createLog('silent') });
  const quiet = Array.from({ length: QUIET }, (_, day) => call(day, 'berlinHome'));
  await app.analyzer.analyze([{ id: 'quiet', body: { Records: quiet } }]);
  const cost: number[] = [];
  for (const day of days) {
    const [outcome] = await app.analyzer.analyze([{ id: `${day}`, body: call(QUIET + day, 'lagos') }]);
    if ((outcome?.findings[0]?.score ?? 0) > 0) cost.push(day);
  }
  await app.close();
  return cost;
}

const attackDays = fc
  .uniqueArray(fc.integer({ min: 0, max: ATTACK - 1 }), { minLength: 1, maxLength: ATTACK })
  .map((days) => [...days].sort((a, b) => a - b));

describe('an attack that is repeated for thirty days', () => {
  it('below learnBelow is known after three days and a week at the earliest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: LEARN_BELOW - 1 }), attackDays, async (points, days) => {
        const cost = new Set(await costly(points, days));
        const first = days[0] ?? 0;
        const early = days.filter((day, at) => at < 3 || day - first < 7);
        expect(early.filter((day) => !cost.has(day))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('from there to below the alert threshold after five days and two weeks at the earliest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: LEARN_BELOW, max: ALERT - 1 }), attackDays, async (points, days) => {
        const cost = new Set(await costly(points, days));
        const first = days[0] ?? 0;
        const early = days.filter((day, at) => at < 5 || day - first < 14);
        expect(early.filter((day) => !cost.has(day))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('at or above the alert threshold never', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: ALERT, max: 100 }), attackDays, async (points, days) => {
        expect(await costly(points, days)).toEqual(days);
      }),
      { numRuns: 40 },
    );
  });

  it('and every day: a week of points below learnBelow, two weeks above it, else for ever', async () => {
    const daily = Array.from({ length: ATTACK }, (_, day) => day);
    expect((await costly(LEARN_BELOW - 1, daily)).length).toBe(7);
    expect((await costly(ALERT - 1, daily)).length).toBe(14);
    expect((await costly(ALERT, daily)).length).toBe(ATTACK);
  });
});
