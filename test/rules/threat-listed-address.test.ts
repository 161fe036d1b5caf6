import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/threat-listed-address.ts';
import { cases } from '../support/cases.ts';

const LISTS = {
  lists: [{ name: 'blocklist', path: 'fixtures/scenarios/tor-to-admin/blocklist.txt', kind: 'threat' }],
};
const from = (place: PlaceName, n: number) => (stage: Stage) =>
  callerIdentity({
    at: stage.at(30, '09:00'),
    by: user('111122223333', 'dave'),
    from: address(place, n),
    account: '111122223333',
  });

cases(rule, {
  fires: [{ name: 'an address on the list', tell: from('torExit', 3), config: LISTS, points: 30 }],
  silent: [
    { name: 'an ordinary address', tell: from('berlinHome', 3), config: LISTS },
    { name: 'no list configured', tell: from('torExit', 3) },
    {
      name: 'an AWS service in place of an address',
      config: LISTS,
      tell: (stage) => ({ ...from('torExit', 3)(stage), sourceIPAddress: 'cloudformation.amazonaws.com' }),
    },
    {
      name: 'a listed address in an own network',
      tell: from('torExit', 3),
      config: {
        ...LISTS,
        organisation: { networks: [{ name: 'lab', cidr: [`${address('torExit', 0)}/28`] }] },
      },
    },
  ],
  almost: [{ name: 'the neighbour of a listed address', tell: from('torExit', 4), config: LISTS }],
});
