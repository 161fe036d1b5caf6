import { user, webIdentity } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import {
  assumeRole,
  BOTO,
  CLI,
  callerIdentity,
  type RawCloudTrail,
  withWebIdentity,
} from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/key-out-of-place.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, call, next, role, type Take, take } from '../support/chain.ts';

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'cellar', with: BOTO, ...how });
const moved = (how: Partial<Take>) => (stage: Stage) => {
  daily(stage, (day) => bot(stage, day));
  return bot(stage, 30, how);
};
/** A key that lives in a cloud, at so many addresses by turns; then it comes from another, by another program. */
const inCloud =
  (how: Partial<Take>, addresses = 1) =>
  (stage: Stage) => {
    daily(stage, (day) => bot(stage, day, { place: 'awsFrankfurt', host: 1 + (day % addresses) }));
    return bot(stage, 30, { place: 'awsVirginia', host: 9, with: CLI, ...how });
  };
/** The same, at an address that another key of the organisation has. */
const atOurs = (stage: Stage) => {
  daily(stage, (day) => bot(stage, day, { by: user(A, 'job'), place: 'awsVirginia', host: 9 }));
  return inCloud({})(stage);
};
/** Through a VPC endpoint of that account: the address is private. */
const behind = (record: RawCloudTrail, account: string): RawCloudTrail => ({
  ...record,
  ...{ vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: account, sourceIPAddress: '10.0.3.4' },
});
/** A key of the cellar, which then comes through an endpoint; the other account is one of ours. */
const intoVpc =
  (account: string, how: Partial<Take> = {}, before: (stage: Stage) => void = () => {}) =>
  (stage: Stage) => {
    daily(stage, (day) => [bot(stage, day), take(stage, { day, by: user(B, 'cem'), role: role('x', B) })]);
    before(stage);
    return behind(bot(stage, 30, how), account);
  };
/** A day of dave's: he takes two roles, and works with both. */
const atHome = (stage: Stage, day: number) =>
  ['10:00', '11:00'].flatMap((time, n) => {
    const taken = call(stage, { day, time, role: role(`work-${n}`), place: 'lagos' });
    const at = { at: stage.at(day, `12:0${n}`), from: address('lagos'), account: A };
    return [assumeRole(taken), callerIdentity({ ...at, by: next(taken) })];
  });
const run = (stage: Stage, day: number, place: Take['place'] = 'cellar') =>
  withWebIdentity(
    call(stage, {
      ...{ day, role: role('deploy'), with: BOTO, ...(place && { place }) },
      by: webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main'),
    }),
  );

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: moved({ place: 'hoster' }),
      says: 'only ever seen from AS64506 before (30 days)',
      shows: {
        ip: address('hoster', 1),
        network: 'Polder Hosting',
        usual: 'AS64506',
        organisationKnows: false,
      },
    },
    {
      name: 'from where somebody lives who takes two roles every day: that is one person, and no network of ours',
      points: 50,
      tell: (stage) => {
        daily(stage, (day) => [bot(stage, day), ...atHome(stage, day)]);
        return bot(stage, 30, { place: 'lagos' });
      },
    },
    {
      name: 'from an own network',
      points: 25,
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: moved({ place: 'lagos' }),
    },
    {
      name: 'from a stranger’s machine in its cloud, by another program',
      points: 30,
      tell: inCloud({}),
      says: `only known from ${address('awsFrankfurt', 1)} before (30 days), and never with aws-cli`,
      shows: {
        ip: address('awsVirginia', 9),
        network: 'Amazon.com, Inc.',
        usual: address('awsFrankfurt', 1),
        client: 'aws-cli',
      },
    },
    { name: 'the same of a key with four addresses', points: 30, tell: inCloud({}, 4) },
    {
      name: 'through a VPC endpoint of another account of ours, by its program',
      points: 25,
      tell: intoVpc(B),
      says: 'through a VPC endpoint of account 444455556666, only ever seen from AS64506 before (30 days)',
      shows: { endpoint: 'vpce-0a1b2c3d4e5f60718', account: B, usual: 'AS64506', organisationKnows: true },
    },
    { name: 'the same by a program that it never used', points: 40, tell: intoVpc(B, { with: CLI }) },
    {
      name: 'through one of its own account, by such a program',
      points: 40,
      tell: intoVpc(A, { with: CLI }),
    },
  ],
  silent: [
    { name: 'from another address of its network', tell: moved({ host: 9 }) },
    { name: 'from another address of its line, by another program', tell: moved({ host: 9, with: CLI }) },
    { name: 'in its cloud, by its program', tell: inCloud({ with: BOTO }) },
    {
      name: 'through an endpoint through which it came before',
      tell: intoVpc(B, { with: CLI }, (stage) => stage.add(behind(bot(stage, 20, { time: '10:00' }), B))),
    },
    {
      name: 'through an endpoint through which it came the day before, on probation',
      tell: intoVpc(B, {}, (stage) =>
        stage.add(behind(bot(stage, 29, { time: '10:00', role: role('writer') }), B)),
      ),
    },
    {
      name: 'through an endpoint that more have come through than the list of them holds: it may be one',
      tell: intoVpc(B, { with: CLI }, (stage) => {
        for (let n = 0; n < 64; n++) {
          const by = user(B, `one${n}`);
          stage.add(behind(take(stage, { day: 20, by, role: role('x', B), place: 'lagos' }), B));
        }
      }),
    },
    {
      name: 'through an endpoint, of a key that lives in AWS',
      tell: (stage) => behind(inCloud({})(stage), A),
    },
    {
      name: 'through a stranger’s endpoint: that says foreign-endpoint',
      config: { organisation: { accounts: [A, B] } },
      tell: intoVpc('999988887777', { with: CLI }),
    },
    {
      name: 'in its cloud, where it is, by another program',
      tell: inCloud({ place: 'awsFrankfurt', host: 1 }),
    },
  ],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...moved({})(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    {
      name: 'through an endpoint of which the record does not say whose it is: unknown',
      unknown: 'origin',
      tell: (stage) => {
        const { vpcEndpointAccountId: _owner, ...record } = intoVpc(B, { with: CLI })(stage);
        return record;
      },
    },
    {
      name: 'through an endpoint, of a machine that no network was learned of: unknown',
      unknown: 'origin',
      tell: (stage) => {
        daily(stage, (day) => ({ ...bot(stage, day), sourceIPAddress: '10.0.0.7' }));
        return behind(bot(stage, 30, { with: `${BOTO} kali` }), A);
      },
    },
    {
      name: 'through an endpoint, on the first day: unknown',
      unknown: 'history',
      tell: (stage) => behind(bot(stage, 30, { with: `${BOTO} kali` }), A),
    },
    { name: 'of a key with five addresses in its cloud', tell: inCloud({}, 5) },
    { name: 'where others of the organisation are in that cloud', tell: atOurs },
    {
      name: 'a pipeline on another runner',
      tell: (stage) => {
        daily(stage, (day) => run(stage, day));
        return run(stage, 30, 'hoster');
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => bot(stage, 30, { place: 'hoster', with: `${BOTO} kali` }),
    },
  ],
});
