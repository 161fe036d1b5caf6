import { service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/service-role-by-hand.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const WORKER = role('worker');
const byService = (stage: Stage, day: number, principal = 'lambda.amazonaws.com') =>
  serviceRole({
    at: stage.at(day, '05:00'),
    by: service(principal),
    account: A,
    role: WORKER,
    session: 'worker',
  });

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a user takes a function’s role',
      points: 55,
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day));
        return take(stage, { role: WORKER });
      },
    },
    {
      name: 'after account access manager took it once',
      points: 55,
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day));
        stage.add(byService(stage, 29, 'account-access.amazonaws.com'));
        return take(stage, { role: WORKER });
      },
    },
  ],
  silent: [
    {
      name: 'the service itself',
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day));
        return byService(stage, 30);
      },
    },
    {
      name: 'a role that account access manager takes for people',
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day, 'account-access.amazonaws.com'));
        return take(stage, { role: WORKER });
      },
    },
    { name: 'a role without history', tell: (stage) => take(stage, { role: WORKER }) },
  ],
  almost: [
    {
      name: 'people and services share the role',
      tell: (stage) => {
        daily(stage, (day) => [byService(stage, day), take(stage, { day, role: WORKER })]);
        return take(stage, { role: WORKER });
      },
    },
  ],
});
