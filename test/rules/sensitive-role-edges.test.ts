import { service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import rule from '../../src/rules/sensitive-role.ts';
import { cases } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federated } from '../support/ways.ts';

const config = { roles: { admin: ['*:role/payments'] } };
const ADMIN = role('OrganizationAccountAccessRole');

cases(rule, {
  fires: [
    {
      name: 'by configuration',
      config,
      says: 'the role can do everything (by configuration)',
      shows: { role: `arn:aws:iam::${A}:role/payments`, sensitivity: 'admin', source: 'configuration' },
      tell: (stage) => take(stage, { role: role('payments') }),
    },
    {
      name: 'by its name',
      says: 'the role can do much (judged by its name)',
      shows: { role: `arn:aws:iam::${A}:role/terraform-apply`, sensitivity: 'power', source: 'name' },
      tell: (stage) => take(stage, { role: role('terraform-apply') }),
    },
    ...federated(ADMIN).map((way) => ({ ...way, points: 20 })),
  ],
  silent: [{ name: 'an ordinary role', config, tell: (stage) => take(stage, { role: role('reader') }) }],
  almost: [
    {
      name: 'a service',
      tell: (stage) => {
        const by = service('lambda.amazonaws.com');
        return serviceRole({ at: stage.at(30, '09:00'), by, account: A, role: ADMIN, session: 'x' });
      },
    },
  ],
});
