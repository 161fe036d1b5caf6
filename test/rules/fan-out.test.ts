import { service, user } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/fan-out.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

/** Roles in `accounts` accounts, five seconds apart; the last one is judged. */
const spread = (stage: Stage, accounts: number, how: Partial<Take> = {}) => {
  const records = Array.from({ length: accounts }, (_, at) =>
    take(stage, { role: role('audit', `2222222222${at + 10}`), time: `09:00:${at * 5 + 10}`, ...how }),
  );
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};
const usual = (stage: Stage) => daily(stage, (day) => take(stage, { day, role: role('reader') }));
const after = (accounts: number, how: Partial<Take>) => (stage: Stage) => {
  usual(stage);
  return spread(stage, accounts, how);
};

/** Twelve accounts, and between two of them the actor takes its own role twenty-five times. */
const hidden = (stage: Stage) => {
  const time = (second: number) => `09:0${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`;
  usual(stage);
  for (let n = 0; n < 12; n++) {
    stage.add(
      take(stage, { role: role('audit', `2222222222${n + 10}`), time: time(n * 26), place: 'lagos' }),
      ...Array.from({ length: 25 }, (_, at) =>
        take(stage, { role: role('reader'), time: time(n * 26 + at + 1), place: 'lagos' }),
      ),
    );
  }
  return take(stage, { role: role('audit', '222222222230'), time: time(12 * 26), place: 'lagos' });
};

/** The audit tool's round of every day over eighty accounts: more than a history holds. */
const wideRound = (stage: Stage, day: number, how: Partial<Take> & { readonly name?: string } = {}) =>
  Array.from({ length: 80 }, (_, at) =>
    take(stage, {
      day,
      role: role(how.name ?? 'audit', `3333333333${at + 10}`),
      time: `09:0${Math.floor(at / 20)}:${String((at % 20) * 3).padStart(2, '0')}`,
      ...how,
    }),
  );

/** A machine in AWS with the addresses of its days, then four accounts from one that it never had. */
const inAws =
  (hosts: (day: number) => readonly number[], how: Partial<Take> = {}) =>
  (stage: Stage) => {
    daily(stage, (day) => take(stage, { day, role: role('x'), by: user(A, 'other'), place: 'cellar' }));
    daily(stage, (day) =>
      hosts(day).map((host, at) =>
        take(stage, { day, role: role('reader'), time: `09:${at + 10}`, place: 'awsFrankfurt', host }),
      ),
    );
    return spread(stage, 4, { place: 'awsFrankfurt', host: 62, ...how });
  };

cases(rule, {
  fires: [
    {
      name: 'four accounts, by a function that has another address in every run',
      points: 25,
      tell: inAws((day) => [day + 1]),
    },
    {
      name: 'four accounts, by a person at their own machine in AWS',
      points: 25,
      tell: (stage) => {
        const at = { by: user(A, 'dave', { mfa: true }), place: 'awsFrankfurt', host: 9 } as const;
        daily(stage, (day) => take(stage, { day, role: role('reader'), ...at }));
        return spread(stage, 4, at);
      },
    },
    {
      name: 'the same, of a pool in which some addresses come again',
      points: 25,
      tell: inAws((day) => [(day * 2) % 20, 20 + (day % 20)]),
    },
    {
      name: 'such a function that runs seldom, of which a finding was accepted: that writes three days of one address',
      points: 25,
      tell: inAws((day) => {
        if (day % 4 !== 0) return [];
        return day > 16 ? [day + 1, 61] : [day + 1];
      }),
    },
    {
      name: 'a machine that runs as seldom at one address, and a thief who prepared himself with six',
      points: 60,
      tell: inAws((day) => {
        if (day % 4 !== 0) return [];
        return day < 20 ? [3] : [3, day + 20, day + 21];
      }),
    },
    {
      name: 'such a function’s credential outside AWS',
      points: 60,
      tell: inAws((day) => [day + 1], { place: 'lagos' }),
    },
    { name: 'a machine in AWS with one address, at another', points: 60, tell: inAws(() => [3]) },
    {
      name: 'a machine in AWS behind four gateways in turn',
      points: 60,
      tell: inAws((day) => [3 + (day % 4)]),
    },
    {
      name: 'a machine with one address, and a thief who prepared himself with thirty',
      points: 60,
      tell: inAws((day) =>
        day < 25 ? [3] : [3, ...Array.from({ length: 7 }, (_, at) => day * 7 - 165 + at)],
      ),
    },
    {
      name: 'a machine that was in AWS for two days',
      points: 60,
      tell: (stage) => {
        daily(stage, (day) =>
          take(stage, { day, role: role('reader'), place: day < 28 ? 'cellar' : 'awsFrankfurt', host: day }),
        );
        return spread(stage, 4, { place: 'awsFrankfurt', host: 62 });
      },
    },
    {
      name: 'another role in ten accounts, by the audit tool of eighty accounts',
      points: 90,
      tell: (stage) => {
        daily(stage, (day) => wideRound(stage, day), 10);
        const strange = wideRound(stage, 30, { name: 'OrganizationAccountAccessRole', place: 'lagos' });
        stage.add(...strange.slice(0, 9));
        return strange[9] ?? {};
      },
    },
    { name: 'thirteen accounts among three hundred grants of its own role', points: 90, tell: hidden },
    { name: 'four accounts from a strange place', points: 60, tell: after(4, { place: 'lagos' }) },
    { name: 'eight accounts from a strange place', points: 90, tell: after(8, { place: 'lagos' }) },
    { name: 'four accounts from the usual place', points: 25, tell: after(4, {}) },
    {
      name: 'a first organisation role from a strange place',
      points: 60,
      tell: after(1, { place: 'lagos', role: role('OrganizationAccountAccessRole', '777766665555') }),
    },
    {
      name: 'a first organisation role from the usual place',
      points: 15,
      tell: after(1, { role: role('OrganizationAccountAccessRole', '777766665555') }),
    },
    {
      name: 'four accounts from a cloud of hosted runners, at an address of nobody',
      points: 25,
      tell: (stage) => {
        daily(stage, (day) =>
          ['Shop', 'Search', 'Mail'].map((name) =>
            take(stage, {
              day,
              role: role(`${name}Target`),
              by: sessionOf(`${name}Deploy`),
              place: 'runners',
              host: day,
            }),
          ),
        );
        return spread(stage, 4, { by: sessionOf('NewDeploy'), place: 'runners', host: 99 });
      },
    },
    {
      name: 'four accounts from AWS, where others live, at an address of nobody',
      points: 60,
      tell: (stage) => {
        daily(stage, (day) =>
          [11, 12, 13].map((host) =>
            take(stage, { day, role: role('x'), by: user(A, `job${host}`), place: 'awsFrankfurt', host }),
          ),
        );
        return spread(stage, 4, { place: 'awsFrankfurt', host: 3 });
      },
    },
  ],
  silent: [
    { name: 'three accounts', tell: after(3, { place: 'lagos' }) },
    {
      name: 'the audit tool’s round of every day',
      tell: (stage) => {
        daily(stage, (day) => spread(stage, 8, { day }));
        return spread(stage, 8);
      },
    },
    {
      name: 'the audit tool’s round of every day, over more accounts than a history holds, from a place of today',
      tell: (stage) => {
        daily(stage, (day) => wideRound(stage, day), 10);
        const today = wideRound(stage, 30, { place: 'lagos' });
        stage.add(...today.slice(0, -1));
        return today.at(-1) ?? {};
      },
    },
    {
      name: 'a call that Control Tower makes with its role, on an account that it enrols',
      tell: (stage) => {
        usual(stage);
        const execution = role('AWSControlTowerExecution', '777766665555');
        const made = take(stage, { role: execution, by: sessionOf('AWSControlTowerAdmin') });
        const source = 'controltower.amazonaws.com';
        return { ...made, sourceIPAddress: source, userAgent: source };
      },
    },
    {
      name: 'a service',
      tell: (stage) =>
        serviceRole({
          at: stage.at(30, '09:00'),
          by: service('member.org.stacksets.cloudformation.amazonaws.com'),
          account: '777766665555',
          role: role('OrganizationAccountAccessRole', '777766665555'),
          session: 's',
        }),
    },
  ],
  almost: [
    { name: 'four roles in one account', tell: after(4, { place: 'lagos', role: role('other') }) },
    {
      name: 'four accounts, an hour apart',
      tell: (stage) => {
        usual(stage);
        for (const at of [1, 2, 3]) {
          stage.add(
            take(stage, { role: role('audit', `22222222221${at}`), time: `0${at}:00`, place: 'lagos' }),
          );
        }
        return take(stage, { role: role('audit', '222222222215'), time: '04:00', place: 'lagos' });
      },
    },
  ],
});
