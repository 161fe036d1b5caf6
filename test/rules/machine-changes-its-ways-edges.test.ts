import { user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/machine-changes-its-ways.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('r1'), place: 'cellar', ...how });
const known = (roles: number) => (stage: Stage) => {
  daily(stage, (day) =>
    Array.from({ length: roles }, (_, n) =>
      bot(stage, day, { role: role(`r${n + 1}`), time: `0${n + 1}:00` }),
    ),
  );
  return bot(stage, 30, { role: role('writer') });
};

cases(rule, {
  fires: [
    {
      name: 'a fifth role of a machine with four',
      points: 20,
      says: 'only ever assumed r1, r2, r3, r4 before (30 days)',
      shows: { role: `arn:aws:iam::${A}:role/writer`, known: 4 },
      tell: known(4),
    },
  ],
  silent: [{ name: 'a sixth role of a machine with five', tell: known(5) }],
  almost: [
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => bot(stage, 30, { with: 'Boto3/1.35.90 kali' }),
    },
  ],
});
