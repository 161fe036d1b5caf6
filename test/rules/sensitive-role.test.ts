import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/sensitive-role.ts';
import { cases } from '../support/cases.ts';

const call = (stage: Stage, name: string) => ({
  at: stage.at(30, '09:00'),
  by: user('111122223333', 'dave'),
  from: address('berlinHome'),
  account: '111122223333',
  role: { account: '111122223333', name },
  session: 'dave',
});
const taking = (name: string) => (stage: Stage) => assumeRole(call(stage, name));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'an administrator’s role by its name',
      tell: taking('OrganizationAccountAccessRole'),
      points: 20,
    },
    { name: 'a deployer’s role by its name', tell: taking('terraform-apply'), points: 10 },
    {
      name: 'a role that is configured',
      tell: taking('payments'),
      config: { roles: { admin: ['*:role/payments'] } },
      points: 20,
    },
  ],
  silent: [
    { name: 'an ordinary role', tell: taking('payments') },
    {
      name: 'a role that sounds worse than it is',
      tell: taking('admin-ui'),
      config: { roles: { ordinary: ['*:role/admin-ui'] } },
    },
    { name: 'a refusal', tell: (stage) => deniedRole(call(stage, 'Administrator')) },
  ],
  almost: [{ name: 'read-only access to administration', tell: taking('AdminReadOnly') }],
});
