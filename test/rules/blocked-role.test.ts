import { deniedRole } from '../../scripts/records.ts';
import rule from '../../src/rules/blocked-role.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';
import { federated, switched } from '../support/ways.ts';

const LEGACY = role('legacy-admin');
const config = { roles: { blocked: ['arn:aws:iam::*:role/legacy-*'] } };

cases(rule, {
  fires: [
    { name: 'granted', points: 75, config, tell: (stage) => take(stage, { role: LEGACY }) },
    {
      name: 'refused',
      points: 20,
      config,
      tell: (stage) => deniedRole(call(stage, { role: LEGACY })),
    },
    ...federated(LEGACY).map((way) => ({ ...way, points: 75, config })),
    { name: 'in the console', points: 75, config, tell: (stage) => switched(stage, LEGACY) },
  ],
  silent: [
    {
      name: 'no list',
      tell: (stage) => {
        daily(stage, () => [], 1);
        return take(stage, { role: LEGACY });
      },
    },
  ],
  almost: [
    {
      name: 'a refusal that names no role',
      config,
      tell: (stage) => ({
        ...deniedRole(call(stage, { role: LEGACY })),
        errorMessage: `User: arn:aws:iam::${A}:user/dave is not authorized`,
      }),
    },
    {
      name: 'a role of a like name',
      config,
      tell: (stage) => take(stage, { role: role('my-legacy-admin') }),
    },
  ],
});
