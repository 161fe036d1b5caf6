import { address } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/threat-listed-address.ts';
import { cases } from '../support/cases.ts';
import { deniedTake, role, take } from '../support/chain.ts';

const EXITS = 'fixtures/scenarios/tor-to-admin/tor-exits.txt';
const list = (name: string, kind = 'threat', path = 'fixtures/scenarios/tor-to-admin/blocklist.txt') => ({
  name,
  path,
  kind,
});
const from = (host: number) => (stage: Stage) => take(stage, { role: role('Admin'), place: 'torExit', host });

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      config: { lists: [list('blocklist')] },
      says: 'the address is on the list blocklist',
      shows: { ip: '198.51.100.227', lists: 'blocklist' },
      tell: from(3),
    },
    {
      name: 'on two lists: counted once, both named',
      config: { lists: [list('blocklist'), list('feed', 'threat', EXITS)] },
      points: 30,
      says: 'is on the lists blocklist, feed',
      tell: from(3),
    },
    {
      name: 'a denied call',
      config: { lists: [list('blocklist')] },
      points: 30,
      tell: (stage) => deniedTake(stage, { role: role('Admin'), place: 'torExit', host: 3 }),
    },
  ],
  silent: [
    {
      name: 'a list of Tor exits alone: unknown',
      config: { lists: [list('exits', 'tor', EXITS)] },
      unknown: 'list',
      tell: from(3),
    },
  ],
  almost: [
    {
      name: 'on a list of Tor exits, beside a threat list',
      config: { lists: [list('blocklist'), list('exits', 'tor', EXITS)] },
      tell: from(4),
    },
    {
      name: 'a listed address that is the operator’s own',
      config: {
        lists: [list('blocklist')],
        organisation: { networks: [{ name: 'lab', cidr: [`${address('torExit', 3)}/32`] }] },
      },
      tell: from(3),
    },
  ],
});
