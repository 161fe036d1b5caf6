import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-role-for-actor.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, name: string, who = 'dave', account = '111122223333') =>
  assumeRole({
    at: stage.at(day, '09:00'),
    by: user('111122223333', who),
    from: address('berlinHome'),
    account,
    role: { account, name },
    session: who,
  });
const usually = (stage: Stage) => daily(stage, (day) => call(stage, day, 'Developer'));
/** A role that others take every day, and now dave. */
const usedBy = (others: readonly string[]) => (stage: Stage) => {
  daily(stage, (day) => [
    call(stage, day, 'Developer'),
    ...others.map((who) => call(stage, day, 'Viewer', who)),
  ]);
  return call(stage, 30, 'Viewer');
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a role that nobody was seen using',
      points: 12,
      tell: (stage) => {
        usually(stage);
        return call(stage, 30, 'Payroll');
      },
    },
    {
      name: 'a role that somebody uses',
      points: 9,
      tell: (stage) => {
        daily(stage, (day) => [call(stage, day, 'Developer'), call(stage, day, 'Payroll', 'erin')]);
        return call(stage, 30, 'Payroll');
      },
    },
    { name: 'a role of five', points: 4, tell: usedBy(['a', 'b', 'c', 'd', 'e']) },
    { name: 'a role of four', points: 9, tell: usedBy(['a', 'b', 'c', 'd']) },
    {
      name: 'the same role in another account',
      points: 4,
      tell: (stage) => {
        usually(stage);
        return call(stage, 30, 'Developer', 'dave', '444455556666');
      },
    },
  ],
  silent: [
    {
      name: 'the usual role',
      tell: (stage) => {
        usually(stage);
        return call(stage, 30, 'Developer');
      },
    },
    { name: 'no history', tell: (stage) => call(stage, 30, 'Payroll') },
  ],
  almost: [
    {
      name: 'a role used three days in the week before last',
      tell: (stage) => {
        usually(stage);
        for (const day of [17, 18, 19]) stage.add(call(stage, day, 'Payroll'));
        return call(stage, 30, 'Payroll');
      },
    },
  ],
});
