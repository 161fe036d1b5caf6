import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/mfa-dropped.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const MFA = { extra: { serialNumber: `arn:aws:iam::${A}:mfa/dave` } };
const [READER, ADMIN] = [role('reader'), role('PlatformAdmin')];
const always =
  (taken: Take['role'], without: Take['role'] = taken) =>
  (stage: Stage) => {
    daily(stage, (day) => take(stage, { day, role: taken, ...MFA }));
    return take(stage, { role: without });
  };

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'a role that was always taken with MFA', points: 45, tell: always(READER) },
    { name: 'an administrator’s role', points: 70, tell: always(ADMIN) },
  ],
  silent: [
    {
      name: 'with MFA',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: ADMIN, ...MFA }));
        return take(stage, { role: ADMIN, ...MFA });
      },
    },
    { name: 'no history', tell: (stage) => take(stage, { role: ADMIN }) },
  ],
  almost: [
    { name: 'another role than the guarded one', tell: always(ADMIN, READER) },
    {
      name: 'one day without MFA before',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: ADMIN, ...(day === 4 ? {} : MFA) }));
        return take(stage, { role: ADMIN });
      },
    },
  ],
});
