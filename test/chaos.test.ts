import { expect, inject, it } from 'vitest';
import { judge, PROMISES } from '../scripts/chaos/oracle.ts';
import { chaos } from '../scripts/chaos/run.ts';
import { countsOf } from '../scripts/chaos/table.ts';

/** `npm run chaos` in small. What the seed draws is fixed; when it meets the processes is not, and must not matter. */
it('loses nothing and does nothing twice, though workers are killed and Redis is emptied', async () => {
  const options = { seed: 11, events: 400, kills: 4, losses: 2, json: false };
  const evidence = await chaos(options, inject('aws'));
  expect(judge(evidence)).toEqual(Object.fromEntries(PROMISES.map((promise) => [promise, []])));
  expect(countsOf(evidence)).toMatchObject({
    events: 400,
    'kill -9 of a worker': 4,
    'total losses of Redis': 2,
    'policies standing': evidence.events.filter(({ kind }) => kind === 'revoke').length,
  });
  expect(evidence.seen.some(({ fault }) => fault !== undefined)).toBe(true);
}, 900_000);
