import { roleArn, service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/break-glass-role.ts';
import { cases } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const GLASS = role('break-glass-admin');
const byService = (stage: Stage) =>
  serviceRole({
    at: stage.at(30, '09:00'),
    by: service('ec2.amazonaws.com'),
    account: A,
    role: GLASS,
    session: 'x',
  });
const switched = (stage: Stage, to = GLASS, ok = true) => ({
  ...signInCall('SwitchRole', call(stage, { role: to }), ok),
  additionalEventData: { SwitchTo: roleArn(to) },
});

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: (stage) => take(stage, { role: GLASS }),
      shows: { role: `arn:aws:iam::${A}:role/break-glass-admin` },
    },
    { name: 'in the console', tell: (stage) => switched(stage), points: 70 },
  ],
  silent: [{ name: 'another one in the console', tell: (stage) => switched(stage, role('Reader')) }],
  almost: [
    { name: 'refused in the console', tell: (stage) => switched(stage, GLASS, false) },
    { name: 'by a service', tell: byService },
  ],
});
