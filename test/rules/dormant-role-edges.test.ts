import { service, user } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/dormant-role.ts';
import { cases } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federatedAfter } from '../support/ways.ts';

const OLD = role('legacy');
const dave = user(A, 'dave');
/** Taken on so many days up to day 9, and then not. */
const taken =
  (days: number, last: number, by = user(A, 'eve')) =>
  (stage: Stage) => {
    for (let day = 10 - days; day < 10; day++) stage.add(take(stage, { day, role: OLD, by: dave }));
    return take(stage, { day: last, role: OLD, by });
  };

cases(rule, {
  fires: [
    {
      name: 'after thirty days',
      points: 10,
      says: 'nobody assumed the role for 30 days before',
      shows: { role: `arn:aws:iam::${A}:role/legacy`, days: 30 },
      tell: taken(10, 39),
    },
    { name: 'a role that was taken on three days', points: 10, tell: taken(3, 60) },
    ...federatedAfter(taken(10, 39), OLD, { day: 39 }).map((way) => ({ ...way, points: 10 })),
  ],
  silent: [
    { name: 'after twenty-nine days', tell: taken(10, 38) },
    { name: 'after thirty days, by the only one who took it', tell: taken(10, 39, dave) },
  ],
  almost: [
    { name: 'a role that was taken on two days', tell: taken(2, 60) },
    {
      name: 'by a service',
      tell: (stage) => {
        taken(10, 39)(stage);
        const by = service('lambda.amazonaws.com');
        return serviceRole({ at: stage.at(39, '09:00'), by, account: A, role: OLD, session: 'x' });
      },
    },
  ],
});
