import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-caller-for-role.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, who: string) =>
  assumeRole({
    at: stage.at(day, '09:00'),
    by: user('111122223333', who),
    from: address('berlinHome'),
    account: '111122223333',
    role: { account: '111122223333', name: 'Payroll' },
    session: who,
  });
const callers = (stage: Stage, count: number) =>
  daily(stage, (day) => Array.from({ length: count }, (_, n) => call(stage, day, `caller-${n}`)));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a role with one caller',
      says: 'this caller is new to the role, which has one other',
      points: 9,
      tell: (stage) => {
        callers(stage, 1);
        return call(stage, 30, 'mallory');
      },
    },
    {
      name: 'a role with five',
      points: 5,
      tell: (stage) => {
        callers(stage, 5);
        return call(stage, 30, 'mallory');
      },
    },
    {
      name: 'a caller seen once, the week before',
      points: 5,
      tell: (stage) => {
        callers(stage, 2);
        stage.add(call(stage, 26, 'mallory'));
        return call(stage, 30, 'mallory');
      },
    },
  ],
  silent: [
    {
      name: 'a usual caller',
      tell: (stage) => {
        callers(stage, 2);
        return call(stage, 30, 'caller-1');
      },
    },
    { name: 'a role without history', tell: (stage) => call(stage, 30, 'mallory') },
  ],
  almost: [
    {
      name: 'a role that is four days old',
      tell: (stage) => {
        daily(stage, (day) => call(stage, 26 + day, 'caller-0'), 4);
        return call(stage, 30, 'mallory');
      },
    },
  ],
});
