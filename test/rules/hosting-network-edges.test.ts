import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/hosting-network.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const from = (stage: Stage, place: Take['place'], how: Partial<Take> = {}) =>
  take(stage, { role: role('reader'), ...(place && { place }), host: 3, ...how });
const person = { by: user(A, 'ann', { mfa: true }) };

cases(rule, {
  fires: [
    {
      name: 'a hoster, with its evidence',
      points: 10,
      says: `${address('hoster', 3)} belongs to Polder Hosting, a hosting provider`,
      shows: { ip: address('hoster', 3), network: 'Polder Hosting' },
      tell: (stage) => from(stage, 'hoster'),
    },
    {
      name: 'a person from a cloud',
      points: 5,
      says: ', a cloud',
      tell: (stage) => from(stage, 'awsFrankfurt', person),
    },
  ],
  silent: [
    { name: 'a person at home', tell: (stage) => from(stage, 'berlinHome', person) },
    {
      name: 'a hoster that is an own network',
      config: { organisation: { networks: [{ name: 'vpn', cidr: [`${address('hoster', 0)}/26`] }] } },
      tell: (stage) => from(stage, 'hoster'),
    },
  ],
  almost: [
    {
      name: 'a machine in a cloud',
      tell: (stage) => {
        daily(stage, (day) => from(stage, 'cellar', { day, with: BOTO }));
        return from(stage, 'awsFrankfurt', { with: BOTO });
      },
    },
  ],
});
