import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/mfa-dropped.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const MFA = { extra: { serialNumber: `arn:aws:iam::${A}:mfa/dave` } };
const READER = role('reader');
/** With MFA on so many days, and every day something else. */
const guarded = (days: number) => (stage: Stage) => {
  daily(stage, (day) => take(stage, { day, role: role('other') }));
  for (let day = 0; day < days; day++) stage.add(take(stage, { day, role: READER, time: '10:00', ...MFA }));
  return take(stage, { role: READER });
};

cases(rule, {
  fires: [
    {
      name: 'five days with MFA',
      points: 45,
      says: 'used MFA for this role on each of 5 days before, and now did not',
      shows: { user: 'dave', role: `arn:aws:iam::${A}:role/reader`, daysWithMfa: 5 },
      tell: guarded(5),
    },
  ],
  silent: [{ name: 'never with MFA', tell: guarded(0) }],
  almost: [
    { name: 'four days with MFA', tell: guarded(4) },
    {
      name: 'somebody of five days, each with MFA',
      tell: (stage) => {
        for (let day = 25; day < 30; day++) stage.add(take(stage, { day, role: READER, ...MFA }));
        return take(stage, { role: READER });
      },
    },
  ],
});
