import { user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/machine-changes-its-ways.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, type Take, take } from '../support/chain.ts';

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'cellar', ...how });
const usual = (stage: Stage) => daily(stage, (day) => bot(stage, day));

cases(rule, {
  fires: [
    {
      name: 'a second role',
      points: 20,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { role: role('writer') });
      },
    },
    {
      name: 'the same role in another account',
      points: 10,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { role: role('reader', B) });
      },
    },
  ],
  silent: [
    {
      name: 'the usual role',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30);
      },
    },
    { name: 'no history', tell: (stage) => bot(stage, 30) },
  ],
  almost: [
    {
      name: 'another role, that AWS takes with the machine’s credentials',
      tell: (stage) => {
        usual(stage);
        const by = { ...user(A, 'bot'), invokedBy: 'controltower.amazonaws.com' };
        return bot(stage, 30, { by, role: role('writer') });
      },
    },
    {
      name: 'a sixth role of a machine with five',
      tell: (stage) => {
        daily(stage, (day) =>
          [1, 2, 3, 4, 5].map((n) => bot(stage, day, { role: role(`r${n}`), time: `0${n}:00` })),
        );
        return bot(stage, 30, { role: role('writer') });
      },
    },
    {
      name: 'a person with MFA',
      tell: (stage) => {
        const by = user(A, 'ann', { mfa: true });
        daily(stage, (day) => bot(stage, day, { by }));
        return bot(stage, 30, { by, role: role('writer') });
      },
    },
  ],
});
