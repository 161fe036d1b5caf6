import rule from '../../src/rules/decoy-role.ts';
import { cases } from '../support/cases.ts';
import { A, deniedTake, role, take } from '../support/chain.ts';
import { federated, switched } from '../support/ways.ts';

const DECOY = role('prod-db-owner');
const arn = `arn:aws:iam::${A}:role/prod-db-owner`;
const config = { roles: { decoy: ['arn:aws:iam::*:role/prod-db-owner'] } };
const DENIED = { errorCode: 'AccessDenied', errorMessage: 'Not authorized', responseElements: null };

cases(rule, {
  fires: [
    {
      name: 'taken, with its evidence',
      config,
      tell: (stage) => take(stage, { role: DECOY }),
      says: 'the role is a decoy, which nobody has a reason to know',
      shows: { role: arn, outcome: 'success' },
    },
    {
      name: 'refused, with its evidence',
      config,
      tell: (stage) => deniedTake(stage, { role: DECOY }),
      says: 'the role is a decoy, which nobody has a reason to know',
      shows: { role: arn, outcome: 'denied' },
    },
    ...federated(DECOY).map((way) => ({ ...way, points: 95, config })),
    { name: 'in the console', points: 95, config, tell: (stage) => switched(stage, DECOY) },
  ],
  silent: [{ name: 'another role', config, tell: (stage) => take(stage, { role: role('reader') }) }],
  almost: [
    {
      name: 'a refusal that names no role',
      config,
      tell: (stage) => ({ ...deniedTake(stage, { role: DECOY }), ...DENIED, requestParameters: null }),
    },
  ],
});
