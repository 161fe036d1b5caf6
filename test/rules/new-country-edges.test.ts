import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-country.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const from = (stage: Stage, day: number, place: PlaceName, how: Partial<Take> = {}) =>
  take(stage, { day, place, role: role('reader'), with: MAC_CLI, ...how });
const after =
  (place: PlaceName, how: Partial<Take> = {}, lately = 0) =>
  (stage: Stage) => {
    daily(stage, (day) => from(stage, day, 'berlinHome', how));
    for (let n = 0; n < lately; n++) stage.add(from(stage, 27 + n, place, { ...how, time: '10:00' }));
    return from(stage, 30, place, how);
  };
const bot = { by: user(A, 'bot'), with: BOTO };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 14,
      says: 'first time from Nigeria; known: Germany',
      shows: { country: 'NG', known: 'DE' },
      tell: after('lagos'),
    },
    {
      name: 'a country of two days',
      points: 7,
      says: 'Netherlands is not usual yet; known: Germany',
      tell: after('hoster', {}, 2),
    },
  ],
  silent: [{ name: 'another network of the country', tell: after('berlinMobile') }],
  almost: [
    {
      name: 'from an own network abroad: its place is known, and nobody’s news',
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: after('lagos'),
    },
    { name: 'a machine in a cloud, whose region is no journey', tell: after('awsVirginia', bot) },
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...after('lagos')(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: `${MAC_CLI} kali`,
      }),
    },
  ],
});
