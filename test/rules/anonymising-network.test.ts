import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/anonymising-network.ts';
import { cases } from '../support/cases.ts';

const LISTS = {
  lists: [{ name: 'exits', path: 'fixtures/scenarios/tor-to-admin/tor-exits.txt', kind: 'tor' }],
};
const from = (place: PlaceName, n: number) => (stage: Stage) =>
  callerIdentity({
    at: stage.at(30, '09:00'),
    by: user('111122223333', 'dave'),
    from: address(place, n),
    account: '111122223333',
  });

cases(rule, {
  fires: [{ name: 'a Tor exit', tell: from('torExit', 4), config: LISTS, points: 20 }],
  silent: [
    { name: 'a home connection', tell: from('berlinHome', 3), config: LISTS },
    { name: 'no list and no Anonymous-IP database', tell: from('torExit', 4) },
    {
      name: 'an AWS service in place of an address',
      config: LISTS,
      tell: (stage) => ({ ...from('torExit', 4)(stage), sourceIPAddress: 'cloudformation.amazonaws.com' }),
    },
  ],
  almost: [{ name: 'the same network, but not an exit', tell: from('torExit', 9), config: LISTS }],
});
