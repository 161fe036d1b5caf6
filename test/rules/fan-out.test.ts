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

cases(rule, {
  fires: [
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
