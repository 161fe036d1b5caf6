import { service, user } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/service-role-by-hand.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';
import { federatedAfter } from '../support/ways.ts';

const WORKER = role('worker');
const byService = (stage: Stage, day: number) =>
  serviceRole({
    at: stage.at(day, '05:00'),
    by: service('lambda.amazonaws.com'),
    ...{ account: A, role: WORKER, session: 'worker' },
  });

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      says: 'worker was assumed only by services on 30 days, and now by dave',
      shows: { role: `arn:aws:iam::${A}:role/worker`, caller: `user:arn:aws:iam::${A}:user/dave`, days: 30 },
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day));
        return take(stage, { role: WORKER });
      },
    },
    ...federatedAfter((stage) => daily(stage, (day) => byService(stage, day)), WORKER).map((way) => ({
      ...way,
      points: 55,
    })),
  ],
  silent: [
    {
      name: 'a role that people have taken',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WORKER }));
        return take(stage, { role: WORKER, by: user(A, 'eve') });
      },
    },
  ],
  almost: [
    {
      name: 'a role’s session, where services and people take it',
      tell: (stage) => {
        daily(stage, (day) => [byService(stage, day), take(stage, { day, role: WORKER })]);
        return take(stage, { role: WORKER, by: sessionOf('Ops') });
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => {
        stage.add(byService(stage, 29));
        return take(stage, { role: WORKER, with: 'Boto3/1.35.90 kali' });
      },
    },
  ],
});
