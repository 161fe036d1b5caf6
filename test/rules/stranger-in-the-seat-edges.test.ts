import { samlUser, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, CLI, MAC_CLI, type RawCloudTrail, withSaml } from '../../scripts/records.ts';
import { ROLES, SHOP } from '../../scripts/scenarios/organisation.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/stranger-in-the-seat.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, type Take, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const MCP = 'aws-mcp.amazonaws.com';
const NO_SYSTEM = 'aws-cli/2.22.12';
interface Seat {
  readonly time: string;
  readonly place: PlaceName;
  readonly client: string;
  readonly role: { readonly account: string; readonly name: string };
}
const USUAL: Seat = { time: '09:00', place: 'berlinHome', client: MAC_CLI, role: ROLES.readOnly };
const call = (stage: Stage, day: number, seat: Partial<Seat>) => {
  const { time, place, client, role: taken } = { ...USUAL, ...seat };
  return withSaml({
    at: stage.at(day, time),
    by: samlUser('bob@example.com'),
    from: address(place),
    with: client,
    account: SHOP,
    role: taken,
    session: 'bob@example.com',
    provider: `arn:aws:iam::${SHOP}:saml-provider/sso`,
  });
};
const after =
  (seat: Partial<Seat>, change: (record: RawCloudTrail) => RawCloudTrail = (record) => record) =>
  (stage: Stage) => {
    daily(stage, (day) => call(stage, day, {}));
    return change(call(stage, 30, seat));
  };
/** Abroad on some days, quietly: by their own program, at their hour, in their role. Then in a role of somebody else. */
const prepared = (days: readonly number[], seat: Partial<Seat>) => (stage: Stage) => {
  daily(stage, (day) => {
    if (days.includes(day)) return call(stage, day, { place: 'lagos' });
    // nobody is in two places on a day
    return days.some((other) => Math.abs(other - day) < 2) ? [] : call(stage, day, {});
  });
  return call(stage, 30, { place: 'lagos', ...seat });
};
/** Known from so many days, two days apart. */
const fewDays = (days: number, time: string) => (stage: Stage) => {
  for (let n = 1; n <= days; n++) stage.add(call(stage, 30 - 2 * n, {}));
  return call(stage, 30, { place: 'lagos', client: CLI, time });
};
/** Somebody from New York, at night there, comes to where five others are. */
const among = (where: PlaceName, seat: Partial<Seat>) => (stage: Stage) => {
  const others = ['ann', 'ben', 'cem', 'dan', 'eli'].map((name) => user(A, name));
  daily(stage, (day) => [
    call(stage, day, { place: 'newYork', time: '20:00' }),
    ...others.map((by) => take(stage, { day, by, role: role('x'), place: where })),
  ]);
  return call(stage, 30, seat);
};
const ALL: Partial<Seat> = { time: '22:30', place: 'lagos', client: CLI, role: ROLES.developer };
const bot = (stage: Stage, by: Take['by'], how: Partial<Take> = {}) =>
  take(stage, { ...(by && { by }), role: role('reader'), place: 'cellar', with: BOTO, ...how });

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: after(ALL),
      says: 'new at once: country, network, client, hour, role',
      shows: { count: 5, habits: 'country, network, client, hour, role' },
    },
    { name: 'client, hour and role, at home', points: 20, tell: after({ ...ALL, place: 'berlinHome' }) },
    {
      name: 'another program on the usual system',
      points: 20,
      tell: after({ place: 'lagos', client: BOTO.replace('os/linux#6.1.0', 'os/macos#24.1.0') }),
    },
    {
      name: 'in another network of a country where others are',
      points: 20,
      says: 'new at once: network, client, hour',
      tell: among('berlinHome', { place: 'berlinMobile', client: CLI, time: '13:00' }),
    },
    {
      name: 'a new client at a hosting provider where five others are',
      points: 20,
      says: 'new at once: client, hour, role',
      tell: among('hoster', { place: 'hoster', client: CLI, time: '13:00', role: ROLES.developer }),
    },
    {
      name: 'a new client at a hosting provider',
      points: 35,
      says: 'new at once: country, network, client',
      tell: after({ place: 'hoster', client: CLI }),
    },
    { name: 'a new client on a line abroad', points: 20, tell: after({ place: 'lagos', client: CLI }) },
    {
      name: 'their own client through a VPN at night',
      points: 20,
      tell: after({ place: 'hoster', time: '22:30' }),
    },
    {
      name: 'from an own network, which is nobody’s news',
      points: 45,
      says: 'new at once: country, client, hour, role',
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: after(ALL),
    },
    {
      name: 'four hours later than ever',
      points: 45,
      tell: after({ ...ALL, role: ROLES.readOnly, time: '13:00' }),
    },
    { name: 'three hours later', points: 20, tell: after({ ...ALL, role: ROLES.readOnly, time: '12:59' }) },
    { name: 'an hour that seven days did not have', points: 45, tell: fewDays(7, '22:30') },
    { name: 'an hour that six days did not have says nothing', points: 20, tell: fewDays(6, '22:30') },
    {
      name: 'a program of no known system is no news',
      points: 20,
      says: 'new at once: country, network, hour',
      tell: after({ time: '22:30', place: 'lagos', client: NO_SYSTEM }),
    },
    {
      name: 'a role of somebody else, from where the thief was on the evening before',
      points: 20,
      says: 'new at once: country, network, role',
      tell: prepared([29], { role: ROLES.developer }),
    },
    {
      name: 'the same by another program',
      points: 45,
      tell: prepared([29], { role: ROLES.developer, client: CLI }),
    },
    {
      name: 'a user, though a machine has its key',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => bot(stage, user(A, 'bot'), { day }));
        return bot(stage, user(A, 'bot'), { time: '22:30', place: 'lagos', with: MAC_CLI });
      },
    },
  ],
  silent: [
    {
      name: 'hour and client at home, with the usual role in another account: it was rolled out there',
      tell: after({
        time: '22:30',
        client: CLI,
        role: { ...ROLES.readOnly, account: B, name: 'AWSReservedSSO_ReadOnlyAccess_0a1b2c3d4e5f6071' },
      }),
    },
    {
      name: 'a role of somebody else, from where they were on three days of a week',
      tell: prepared([20, 25, 29], { role: ROLES.developer }),
    },
    { name: 'a program of today, from where they were yesterday', tell: prepared([29], { time: '12:00' }) },
    {
      name: 'hour and role, through AWS’s MCP server, whose program is not theirs',
      tell: (stage) => {
        const dave = (day: number, how: Partial<Take>) =>
          take(stage, { day, role: role('reader'), with: MAC_CLI, ...how });
        daily(stage, (day) => dave(day, {}));
        const by = { ...user(A, 'dave'), invokedBy: MCP };
        const asked = dave(30, { by, with: MCP, role: role('other'), time: '22:00' });
        return { ...asked, sourceIPAddress: MCP };
      },
    },
    { name: 'hour and role, at home', tell: after({ time: '22:30', role: ROLES.developer }) },
    {
      name: 'client and hour, where others are',
      tell: among('berlinHome', { place: 'berlinHome', client: CLI, time: '13:00' }),
    },
  ],
  almost: [
    {
      name: 'refused',
      tell: after(ALL, (record) => ({ ...record, errorCode: 'AccessDenied', responseElements: null })),
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => call(stage, 30, { ...ALL, client: `${CLI} kali` }),
    },
    {
      name: 'a machine’s role',
      tell: (stage) => {
        daily(stage, (day) => bot(stage, sessionOf('Sync', `ASIASYNC${day}EXAMPLE`), { day }));
        const by = sessionOf('Sync', 'ASIASYNC30EXAMPLE');
        return bot(stage, by, { time: '22:30', place: 'lagos', with: CLI, role: role('Other') });
      },
    },
  ],
});
