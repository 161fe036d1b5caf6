import type { PlaceName } from '../../scripts/places.ts';
import { MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-network.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const from = (stage: Stage, day: number, place: PlaceName, time = '09:00') =>
  take(stage, { day, place, time, role: role('reader'), with: MAC_CLI });
const after =
  (place: PlaceName, lately = 0) =>
  (stage: Stage) => {
    daily(stage, (day) => from(stage, day, 'berlinHome'));
    for (let n = 0; n < lately; n++) stage.add(from(stage, 27 + n, place, '10:00'));
    return from(stage, 30, place);
  };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 8,
      says: 'first time through Funkwerk Mobil',
      shows: { network: 'AS64498', name: 'Funkwerk Mobil', known: 'AS64497' },
      tell: after('berlinMobile'),
    },
    {
      name: 'AWS, by a person who came through VPC endpoints by a VPN: they are not in AWS',
      points: 8,
      tell: (stage) => {
        const endpoint = { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: A };
        const byVpn = { ...endpoint, sourceIPAddress: '10.0.3.4' };
        daily(stage, (day) => ({ ...from(stage, day, 'berlinHome', '11:00'), ...byVpn }));
        return after('awsFrankfurt')(stage);
      },
    },
    {
      name: 'a network of two days',
      points: 4,
      says: 'Funkwerk Mobil is not usual yet',
      tell: after('berlinMobile', 2),
    },
  ],
  silent: [{ name: 'the usual network', tell: after('berlinHome') }],
  almost: [
    {
      name: 'somebody whose addresses never said a network: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => ({ ...from(stage, day, 'berlinHome'), sourceIPAddress: '10.0.0.7' }));
        return { ...from(stage, 30, 'berlinHome'), userAgent: `${MAC_CLI} kali` };
      },
    },
    {
      name: 'an address that says no network: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...after('berlinMobile')(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: `${MAC_CLI} kali`,
      }),
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...from(stage, 30, 'berlinMobile'), userAgent: `${MAC_CLI} kali` }),
    },
  ],
});
