import { type Caller, outsider, session, user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, MAC_CLI, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/impossible-travel.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, call as take } from '../support/chain.ts';

const dave = user(A, 'dave');
const TOOL = 'aws-cli/2.22.12 kali';
const at = (stage: Stage, day: number, time: string, place: PlaceName, by: Caller = dave, tool = MAC_CLI) =>
  callerIdentity({ at: stage.at(day, time), by, from: address(place), with: tool, account: A });
const atHome = (stage: Stage) => daily(stage, (day) => at(stage, day, '08:00', 'berlinHome'));
/** From home at midnight to São Paulo. */
const flight = (arrival: string) => (stage: Stage) => {
  daily(stage, (day) => at(stage, day, '00:00', 'berlinHome'));
  stage.add(at(stage, 30, '00:00', 'berlinHome'));
  return at(stage, 30, arrival, 'saoPaulo');
};
const SLOW = { rules: { 'impossible-travel': { maxKmh: 100 } } };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      says: 'seen in Germany (AS64497) 40 min earlier, at least 6993 km away (',
      shows: {
        from: 'DE',
        to: 'BR',
        km: 6993,
        hours: 0.7,
        otherTime: '2026-04-01T08:00:00.000Z',
        otherNetwork: 'AS64497',
        otherEvent: '58c52ed3-f23f-429d-a58a-d30d59b4fa4f',
      },
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '08:00', 'berlinHome'));
        return at(stage, 30, '08:40', 'saoPaulo');
      },
    },
    {
      name: 'of two ends the one that is nearer in time',
      says: 'seen in Portugal (AS64502) 30 min earlier',
      points: 65,
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '07:00', 'berlinHome'), at(stage, 30, '08:00', 'lisbon'));
        return at(stage, 30, '08:30', 'saoPaulo');
      },
    },
    {
      name: 'to a hoster',
      points: 45,
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '08:00', 'saoPaulo'));
        return at(stage, 30, '08:40', 'hoster');
      },
    },
    {
      name: 'to where the actor has begun to work',
      points: 35,
      tell: (stage) => {
        atHome(stage);
        for (let day = 0; day < 30; day++) {
          stage.add(at(stage, day, '22:00', day === 26 || day === 28 ? 'saoPaulo' : 'berlinHome'));
        }
        stage.add(at(stage, 30, '08:00', 'berlinHome'));
        return at(stage, 30, '08:40', 'saoPaulo');
      },
    },
    { name: 'three minutes faster', points: 65, tell: flight('07:45') },
    {
      name: 'Germany to Portugal, sixteen hundred kilometres',
      points: 65,
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '08:00', 'berlinHome'));
        return at(stage, 30, '08:10', 'lisbon');
      },
    },
    {
      name: 'to a country where others are, in a network of nobody',
      points: 35,
      tell: (stage) => {
        const others = ['ann', 'ben', 'cem'].map((name) => user(A, name));
        daily(stage, (day) => [
          at(stage, day, '08:00', 'newYork'),
          ...others.map((by) => at(stage, day, '10:00', 'berlinHome', by)),
        ]);
        stage.add(at(stage, 30, '08:00', 'newYork'));
        return at(stage, 30, '08:40', 'berlinMobile');
      },
    },
    {
      name: 'a vendor’s key, where nobody of the organisation was seen',
      points: 65,
      tell: (stage) => {
        const by = outsider(B, 'AROAVENDOREXAMPLE', 'x');
        daily(stage, (day) => at(stage, day, '08:00', 'berlinHome', by));
        stage.add(at(stage, 30, '08:00', 'berlinHome', by));
        return at(stage, 30, '08:40', 'saoPaulo', by);
      },
    },
    {
      name: 'into an own network',
      points: 10,
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('saoPaulo', 0)}/27`] }] } },
      tell: flight('01:00'),
    },
    {
      name: 'somebody’s first call, where the organisation is known',
      points: 65,
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '08:00', 'berlinHome', user(A, 'erin')));
        return at(stage, 30, '08:40', 'saoPaulo', user(A, 'erin'));
      },
    },
    {
      name: 'a place of a minute less than a day ago still counts',
      config: SLOW,
      points: 65,
      tell: flight('23:59'),
    },
  ],
  silent: [
    { name: 'in seven hours and forty-eight minutes', tell: flight('07:48') },
    {
      name: 'a place of more than 24 hours ago does not',
      config: SLOW,
      tell: (stage) => {
        daily(stage, (day) => at(stage, day, '00:00', 'berlinHome'));
        return at(stage, 30, '00:01', 'saoPaulo');
      },
    },
    {
      name: 'into a cloud',
      tell: (stage) => {
        atHome(stage);
        stage.add(at(stage, 30, '08:00', 'berlinHome'));
        return at(stage, 30, '08:10', 'awsVirginia');
      },
    },
  ],
  almost: [
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => {
        stage.add(at(stage, 30, '08:00', 'berlinHome'));
        return at(stage, 30, '08:40', 'saoPaulo', dave, TOOL);
      },
    },
    {
      name: 'from an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => {
        atHome(stage);
        return { ...at(stage, 30, '08:40', 'berlinHome', dave, TOOL), sourceIPAddress: '10.0.0.7' };
      },
    },
    {
      name: 'without a database of countries: unknown',
      unknown: 'database',
      config: { databases: { asn: 'fixtures/places/asn.mmdb' } },
      tell: (stage) => {
        atHome(stage);
        return at(stage, 30, '08:40', 'saoPaulo', dave, TOOL);
      },
    },
    {
      name: 'a role, whose session may be held by several',
      tell: (stage) => {
        const issued = {
          role: role('Ops'),
          session: 'ops',
          key: 'ASIAOPSEXAMPLE',
          issuedAt: stage.at(30, '07:00'),
        };
        daily(stage, (day) => at(stage, day, '08:00', 'berlinHome', session(issued)));
        stage.add(at(stage, 30, '08:00', 'berlinHome', session(issued)));
        return at(stage, 30, '08:40', 'saoPaulo', session(issued));
      },
    },
    {
      name: 'a pipeline, which has runners everywhere',
      tell: (stage) => {
        const by = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
        const run = (day: number, time: string, place: PlaceName) =>
          withWebIdentity(take(stage, { day, time, by, place, role: role('deploy') }));
        daily(stage, (day) => run(day, '08:00', 'berlinHome'));
        stage.add(run(30, '08:00', 'berlinHome'));
        return run(30, '08:40', 'saoPaulo');
      },
    },
  ],
});
