import { user, webIdentity } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/hosting-network.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, type Take, take } from '../support/chain.ts';

const from = (stage: Stage, place: Take['place'], how: Partial<Take> = {}) =>
  take(stage, { role: role('reader'), ...(place && { place }), host: 3, ...how });
const person = { by: user(A, 'ann', { mfa: true }) };
/** The same person, with another session. */
const away = { by: user(A, 'ann', { mfa: true, key: 'ASIAAWAYEXAMPLE' }) };

cases(rule, {
  fires: [
    {
      name: 'a hoster, with its evidence',
      points: 10,
      says: 'Polder Hosting is a hosting provider',
      shows: { ip: address('hoster', 3), network: 'Polder Hosting' },
      tell: (stage) => from(stage, 'hoster'),
    },
    {
      name: 'a hoster that the actor has used for one day',
      points: 5,
      tell: (stage) => {
        daily(stage, (day) => from(stage, 'berlinHome', { day, ...person }));
        stage.add(from(stage, 'hoster', { day: 28, time: '09:30', ...away }));
        return from(stage, 'hoster', away);
      },
    },
    {
      name: 'a person from a cloud',
      points: 5,
      says: ' is a cloud',
      tell: (stage) => from(stage, 'awsFrankfurt', person),
    },
  ],
  silent: [
    {
      name: 'a hoster of three days, the first eight days ago',
      tell: (stage) => {
        daily(stage, (day) => from(stage, 'berlinHome', { day, ...person }));
        for (const day of [22, 25, 28]) stage.add(from(stage, 'hoster', { day, time: '09:30', ...away }));
        return from(stage, 'hoster', away);
      },
    },
    {
      name: 'a hoster of yesterday, in the actor’s second week',
      tell: (stage) => {
        for (let day = 20; day < 30; day++) stage.add(from(stage, 'berlinHome', { day, ...person }));
        stage.add(from(stage, 'hoster', { day: 28, time: '09:30', ...away }));
        return from(stage, 'hoster', away);
      },
    },
    { name: 'a person at home', tell: (stage) => from(stage, 'berlinHome', person) },
    {
      name: 'a hoster that is an own network',
      config: { organisation: { networks: [{ name: 'vpn', cidr: [`${address('hoster', 0)}/26`] }] } },
      tell: (stage) => from(stage, 'hoster'),
    },
  ],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...from(stage, 'hoster'),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    {
      name: 'a pipeline, whose runners are its own matter',
      tell: (stage) =>
        withWebIdentity(
          call(stage, {
            role: role('deploy'),
            by: webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main'),
            place: 'hoster',
          }),
        ),
    },
    {
      name: 'a machine in a cloud',
      tell: (stage) => {
        daily(stage, (day) => from(stage, 'cellar', { day, with: BOTO }));
        return from(stage, 'awsFrankfurt', { with: BOTO });
      },
    },
  ],
});
