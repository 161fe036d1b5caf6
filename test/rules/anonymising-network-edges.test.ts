import { address, type PlaceName } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/anonymising-network.ts';
import { cases } from '../support/cases.ts';
import { deniedTake, role, take } from '../support/chain.ts';

const listed = (kind: 'tor' | 'vpn' | 'proxy' | 'threat') => ({
  lists: [{ name: 'exits', path: 'fixtures/scenarios/tor-to-admin/tor-exits.txt', kind }],
});
const from = (place: PlaceName, host: number) => (stage: Stage) =>
  take(stage, { role: role('Admin'), place, host });

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      config: listed('tor'),
      says: 'the address is a Tor exit',
      shows: { ip: '198.51.100.227', anonymiser: 'tor' },
      tell: from('torExit', 3),
    },
    { name: 'a VPN', config: listed('vpn'), says: 'is an anonymous VPN', tell: from('torExit', 4) },
    { name: 'a proxy', config: listed('proxy'), says: 'is an open proxy', tell: from('torExit', 4) },
    {
      name: 'a denied call: somebody hides all the same',
      config: listed('tor'),
      points: 20,
      tell: (stage) => deniedTake(stage, { role: role('Admin'), place: 'torExit', host: 3 }),
    },
  ],
  silent: [
    {
      name: 'a list of another kind: unknown',
      config: listed('threat'),
      unknown: 'list',
      tell: from('torExit', 3),
    },
  ],
  almost: [
    { name: 'the address before the first exit', config: listed('tor'), tell: from('torExit', 2) },
    {
      name: 'an exit that is the operator’s own network',
      config: {
        ...listed('tor'),
        organisation: { networks: [{ name: 'lab', cidr: [`${address('torExit', 3)}/32`] }] },
      },
      tell: from('torExit', 3),
    },
  ],
});
