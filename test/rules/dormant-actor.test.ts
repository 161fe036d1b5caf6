import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/dormant-actor.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number) =>
  callerIdentity({
    at: stage.at(day, '09:00'),
    by: user('111122223333', 'old-bot'),
    from: address('cellar'),
    account: '111122223333',
  });
const silentFor = (days: number) => (stage: Stage) => {
  daily(stage, (day) => call(stage, day), 10);
  return call(stage, 9 + days);
};

cases(rule, {
  refused: 'silent',
  fires: [{ name: 'back after thirty days', tell: silentFor(30), points: 10 }],
  silent: [
    { name: 'back after a weekend', tell: silentFor(3) },
    {
      name: 'active every day, though each of forty days alerted',
      tell: (stage) => {
        daily(stage, (day) => call(stage, day), 10);
        for (let day = 10; day < 50; day++) stage.add({ ...call(stage, day), userAgent: 'Pacu' });
        return call(stage, 50);
      },
    },
    { name: 'never seen before', tell: (stage) => call(stage, 30) },
  ],
  almost: [{ name: 'back after twenty-nine days', tell: silentFor(29) }],
});
