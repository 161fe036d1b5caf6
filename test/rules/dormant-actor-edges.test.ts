import { outsider, service, user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/dormant-actor.ts';
import { cases, daily } from '../support/cases.ts';
import { B, dave, role, take } from '../support/chain.ts';

/** Active on ten days, and then not for so many. */
const silent =
  (days: number, by = dave) =>
  (stage: Stage) => {
    for (let day = 0; day < 10; day++) stage.add(take(stage, { day, by, role: role('reader') }));
    return take(stage, { day: 9 + days, by, role: role('reader') });
  };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 10,
      says: 'the caller was silent for 45 days before',
      shows: { days: 45 },
      tell: silent(45),
    },
  ],
  silent: [{ name: 'a month but a day', tell: silent(29) }],
  almost: [
    { name: 'a service', tell: silent(45, service('lambda.amazonaws.com')) },
    {
      name: 'the role owner’s copy of a call from another account of ours',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('x', B), by: user(B, 'eve') }), 54);
        return silent(45, outsider(B, 'AROAEXAMPLEEXAMPLE', 'x'))(stage);
      },
    },
  ],
});
