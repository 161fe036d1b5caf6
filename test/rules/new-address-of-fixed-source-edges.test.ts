import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-address-of-fixed-source.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

/** A machine with so many addresses of one network, two of them a day, and then another one. */
const known = (addresses: number) => (stage: Stage) => {
  const at = (day: number, host: number) =>
    take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'hoster', host, with: BOTO });
  daily(stage, (day) => [at(day, 1 + ((2 * day) % addresses)), at(day, 1 + ((2 * day + 1) % addresses))]);
  return at(30, 50);
};

cases(rule, {
  fires: [
    {
      name: 'of one address',
      points: 10,
      says: 'only known from one other address before (30 days)',
      shows: { ip: address('hoster', 50), known: 1, network: 'Polder Hosting' },
      tell: known(1),
    },
    {
      name: 'of sixteen addresses',
      points: 10,
      says: 'only known from 16 other addresses before',
      tell: known(16),
    },
  ],
  silent: [{ name: 'of seventeen addresses', tell: known(17) }],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...known(1)(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    {
      name: 'a machine of three days',
      tell: (stage) => {
        const at = (day: number, host: number) =>
          take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'hoster', host, with: BOTO });
        stage.add(at(20, 1), at(24, 1), at(28, 1));
        return at(30, 50);
      },
    },
    {
      name: 'in an own network',
      config: { organisation: { networks: [{ name: 'vpn', cidr: [`${address('hoster', 0)}/26`] }] } },
      tell: known(1),
    },
  ],
});
