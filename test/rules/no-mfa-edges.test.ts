import { samlUser, service, user } from '../../scripts/callers.ts';
import { withSaml } from '../../scripts/records.ts';
import rule from '../../src/rules/no-mfa.ts';
import { cases } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const ADMIN = role('ProdAdmin');

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 10,
      says: 'an administrator’s role with an access key alone',
      shows: { user: `arn:aws:iam::${A}:user/dave`, role: `arn:aws:iam::${A}:role/ProdAdmin` },
      tell: (stage) => take(stage, { role: ADMIN, by: user(A, 'dave') }),
    },
  ],
  silent: [{ name: 'a role’s session', tell: (stage) => take(stage, { role: ADMIN, by: sessionOf('Ops') }) }],
  almost: [
    { name: 'a service', tell: (stage) => take(stage, { role: ADMIN, by: service('lambda.amazonaws.com') }) },
    {
      name: 'a person of a directory',
      tell: (stage) =>
        withSaml({
          ...call(stage, { role: ADMIN, by: samlUser('ann@acme.test'), session: 'ann@acme.test' }),
          provider: `arn:aws:iam::${A}:saml-provider/corp`,
        }),
    },
  ],
});
