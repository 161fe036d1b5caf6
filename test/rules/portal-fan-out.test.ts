import { address, type PlaceName } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { getRoleCredentials, unnamedPortalUser } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/portal-fan-out.ts';
import { cases, daily } from '../support/cases.ts';
import { A } from '../support/chain.ts';

interface Fetch {
  readonly place?: PlaceName;
  readonly host?: number;
  readonly day?: number;
  readonly set?: string;
  readonly every?: number;
  readonly userId?: string;
}

const fetch = (account: string, at: string, { place = 'berlinHome', host = 3, ...how }: Fetch) =>
  getRoleCredentials(
    {
      at,
      by: unnamedPortalUser(A, how.userId ?? 'U-1'),
      from: address(place, host),
      account: A,
    },
    { account, name: how.set ?? 'Admin' },
  );
/** Credentials in so many accounts, five seconds apart unless said otherwise; the last is judged. */
const sweep = (stage: Stage, accounts: number, how: Fetch = {}) => {
  const { day = 30, every = 5 } = how;
  const time = (n: number) => new Date(n * every * 1_000).toISOString().slice(11, 19);
  const records = Array.from({ length: accounts }, (_, n) =>
    fetch(`2222222222${n + 10}`, stage.at(day, time(n)), how),
  );
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};
/** The person’s own account, on thirty days at home. */
const usual = (stage: Stage, how: Fetch = {}) => daily(stage, (day) => fetch(A, stage.at(day, '09:00'), how));
const after =
  (accounts: number, how: Fetch = {}) =>
  (stage: Stage) => {
    usual(stage);
    return sweep(stage, accounts, how);
  };

cases(rule, {
  fires: [
    {
      name: 'eight accounts from abroad',
      points: 60,
      says: '8 accounts within 10 minutes, from a strange place',
      tell: after(8, { place: 'lagos' }),
    },
    { name: 'eight accounts from a cloud', points: 60, tell: after(8, { place: 'awsVirginia' }) },
    { name: 'four accounts from a hoster', points: 25, tell: after(4, { place: 'hoster' }) },
    { name: 'eight accounts from home', points: 15, tell: after(8) },
    {
      name: 'eight accounts from the person’s own machine in AWS',
      points: 15,
      tell: (stage) => {
        usual(stage, { place: 'awsFrankfurt' });
        return sweep(stage, 8, { place: 'awsFrankfurt' });
      },
    },
    {
      name: 'eight more accounts than the tool of every day asks, from abroad',
      points: 60,
      tell: (stage) => {
        daily(stage, (day) => [sweep(stage, 5, { day }), fetch(A, stage.at(day, '09:00'), {})]);
        return sweep(stage, 13, { place: 'lagos' });
      },
    },
  ],
  silent: [
    { name: 'three accounts from abroad', tell: after(3, { place: 'lagos' }) },
    { name: 'seven accounts from home', tell: after(7) },
    {
      name: 'eight accounts from abroad, five of them of every day',
      tell: (stage) => {
        daily(stage, (day) => sweep(stage, 5, { day }));
        return sweep(stage, 8, { place: 'lagos' });
      },
    },
    {
      name: 'the tool of every day, on a journey',
      tell: (stage) => {
        daily(stage, (day) => sweep(stage, 10, { day }));
        return sweep(stage, 10, { place: 'lisbon' });
      },
    },
    {
      name: 'the tool of every day, with more accounts than a history holds',
      tell: (stage) => {
        daily(stage, (day) => sweep(stage, 80, { day, every: 1 }));
        return sweep(stage, 80, { place: 'lisbon', every: 1 });
      },
    },
  ],
  almost: [
    {
      name: 'eight accounts from an address that says no place',
      tell: (stage) => ({ ...after(8)(stage), sourceIPAddress: '10.0.0.7' }),
    },
    {
      name: 'ten permission sets of one account',
      tell: (stage) => {
        usual(stage);
        for (let n = 0; n < 9; n++)
          stage.add(fetch('222222222210', stage.at(30, `09:00:1${n}`), { place: 'lagos', set: `Set${n}` }));
        return fetch('222222222210', stage.at(30, '09:00:30'), { place: 'lagos' });
      },
    },
    { name: 'ten accounts, five minutes apart', tell: after(10, { place: 'lagos', every: 300 }) },
    {
      name: 'somebody new, who sets up a laptop',
      tell: (stage) => {
        usual(stage);
        return sweep(stage, 12, { place: 'lisbon', userId: 'U-2' });
      },
    },
    {
      name: 'refused',
      tell: (stage) => ({ ...after(8, { place: 'lagos' })(stage), errorCode: 'AccessDenied' }),
    },
  ],
});
