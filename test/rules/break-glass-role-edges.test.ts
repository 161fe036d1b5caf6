import { service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/break-glass-role.ts';
import { cases } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federated, switched } from '../support/ways.ts';

const GLASS = role('break-glass-admin');
const byService = (stage: Stage) =>
  serviceRole({
    at: stage.at(30, '09:00'),
    by: service('ec2.amazonaws.com'),
    account: A,
    role: GLASS,
    session: 'x',
  });

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: (stage) => take(stage, { role: GLASS }),
      shows: { role: `arn:aws:iam::${A}:role/break-glass-admin` },
    },
    ...federated(GLASS).map((way) => ({ ...way, points: 70 })),
    { name: 'in the console', tell: (stage) => switched(stage, GLASS), points: 70 },
  ],
  silent: [{ name: 'another one in the console', tell: (stage) => switched(stage, role('Reader')) }],
  almost: [
    { name: 'refused in the console', tell: (stage) => switched(stage, GLASS, { ok: false }) },
    { name: 'by a service', tell: byService },
  ],
});
