import { outsider, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-country.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, type Take, take } from '../support/chain.ts';

const from = (stage: Stage, day: number, place: PlaceName, how: Partial<Take> = {}) =>
  take(stage, { day, place, role: role('reader'), with: MAC_CLI, ...how });
const after =
  (place: PlaceName, how: Partial<Take> = {}, lately = 0) =>
  (stage: Stage) => {
    daily(stage, (day) => from(stage, day, 'berlinHome', how));
    for (let n = 0; n < lately; n++) stage.add(from(stage, 27 + n, place, { ...how, time: '10:00' }));
    return from(stage, 30, place, how);
  };
/** The owner's copies of what somebody of account A does in account B; A's own trail is read, or not. */
const copies = (ours: boolean) => (stage: Stage) => {
  const by = outsider(A, 'AROASHAREDEXAMPLE', 'x');
  const copy = (day: number, place: PlaceName) => from(stage, day, place, { by, role: role('reader', B) });
  daily(stage, (day) => [copy(day, 'berlinHome'), ...(ours ? [from(stage, day, 'berlinHome')] : [])]);
  return copy(30, 'lagos');
};
const bot = { by: user(A, 'bot'), with: BOTO };

cases(rule, {
  fires: [
    { name: 'an outside account', points: 14, tell: copies(false) },
    {
      name: 'with its evidence',
      points: 14,
      says: 'first time from Nigeria (known: Germany)',
      shows: { country: 'NG', known: 'DE' },
      tell: after('lagos'),
    },
    { name: 'a person in a cloud', points: 14, tell: after('awsVirginia') },
    {
      name: 'a country of two days',
      points: 7,
      says: 'the Netherlands is not usual yet (known: Germany)',
      tell: after('hoster', {}, 2),
    },
  ],
  silent: [
    { name: 'another network of the country', tell: after('berlinMobile') },
    {
      name: 'a newcomer from a country where somebody was seen',
      tell: (stage) => {
        after('lagos')(stage);
        stage.add(from(stage, 28, 'lagos'));
        return from(stage, 30, 'lagos', { by: user(A, 'newcomer') });
      },
    },
  ],
  almost: [
    {
      name: 'from an own network abroad: its place is known, and nobody’s news',
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: after('lagos'),
    },
    { name: 'an account of ours, in the role owner’s copy', tell: copies(true) },
    {
      name: 'somebody whose addresses never said a country: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => ({ ...from(stage, day, 'lagos'), sourceIPAddress: '10.0.0.7' }));
        return from(stage, 30, 'lagos', { with: `${MAC_CLI} kali` });
      },
    },
    {
      name: 'without a database of countries: unknown',
      unknown: 'database',
      config: { databases: { asn: 'fixtures/places/asn.mmdb' } },
      tell: after('lagos', { with: `${MAC_CLI} kali` }),
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
