import { deniedRole } from '../../scripts/records.ts';
import rule from '../../src/rules/blocked-role.ts';
import { cases, daily } from '../support/cases.ts';
import { call, role, take } from '../support/chain.ts';

const config = { roles: { blocked: ['arn:aws:iam::*:role/legacy-*'] } };

cases(rule, {
  fires: [
    { name: 'granted', points: 75, config, tell: (stage) => take(stage, { role: role('legacy-admin') }) },
    {
      name: 'refused',
      points: 20,
      config,
      tell: (stage) => deniedRole(call(stage, { role: role('legacy-admin') })),
    },
  ],
  silent: [
    {
      name: 'no list',
      tell: (stage) => {
        daily(stage, () => [], 1);
        return take(stage, { role: role('legacy-admin') });
      },
    },
  ],
  almost: [
    {
      name: 'a role of a like name',
      config,
      tell: (stage) => take(stage, { role: role('my-legacy-admin') }),
    },
  ],
});
