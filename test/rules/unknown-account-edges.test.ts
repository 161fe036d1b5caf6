import { outsider, service, user } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/unknown-account.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';

const READER = role('reader');
const ARN = `arn:aws:iam::${A}:role/reader`;
const by = outsider(B, 'AROASTRANGEREXAMPLE', 'x');
const VENDOR = outsider('777766665555', 'AROAVENDOREXAMPLE', 'y');
const usual = (stage: Stage) => daily(stage, (day) => take(stage, { day, role: READER, by: user(A, 'eve') }));
const after = (tell: (stage: Stage) => ReturnType<typeof take>) => (stage: Stage) => {
  usual(stage);
  return tell(stage);
};
const configured = { organisation: { accounts: [A] } };

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'with its evidence',
      points: 45,
      says: 'the account is not one of yours and was never seen before',
      shows: { account: B, role: `arn:aws:iam::${A}:role/other`, configured: false },
      tell: after((stage) => take(stage, { role: role('other'), by })),
    },
    {
      name: 'an outsider that was seen in the role once, in the first days',
      points: 25,
      tell: (stage) => {
        stage.add(take(stage, { day: 1, role: READER, by }));
        usual(stage);
        return take(stage, { role: READER, by });
      },
    },
    {
      name: 'a role that people took, and another outsider once',
      points: 45,
      tell: (stage) => {
        stage.add(take(stage, { day: 1, role: READER, by: VENDOR }));
        usual(stage);
        return take(stage, { role: READER, by });
      },
    },
    {
      name: 'a role that another outsider took on three days',
      points: 45,
      tell: (stage) => {
        for (const day of [1, 2, 3]) stage.add(take(stage, { day, role: role('other'), by: VENDOR }));
        usual(stage);
        return take(stage, { role: role('other'), by });
      },
    },
    {
      name: 'a role that people took on four days',
      points: 45,
      tell: (stage) => {
        for (const day of [1, 9, 17, 25]) stage.add(take(stage, { day, role: role('other') }));
        usual(stage);
        return take(stage, { role: role('other'), by });
      },
    },
    {
      name: 'where accounts are configured',
      points: 45,
      config: configured,
      shows: { account: B, role: ARN, configured: true },
      tell: (stage) => take(stage, { role: READER, by }),
    },
  ],
  silent: [
    {
      name: 'an account of which the own trail is read',
      tell: after((stage) => {
        stage.add(take(stage, { day: 29, role: role('x', B), by: user(B, 'ann') }));
        return take(stage, { role: READER, by });
      }),
    },
    {
      name: 'a caller of the role’s account',
      tell: after((stage) => take(stage, { role: READER })),
    },
  ],
  almost: [
    {
      name: 'a service',
      config: configured,
      tell: (stage) =>
        serviceRole({
          ...{ at: stage.at(30, '09:00'), account: A, role: READER, session: 'x' },
          by: service('lambda.amazonaws.com'),
        }),
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => take(stage, { role: READER, by, with: 'Boto3/1.35.90 kali' }),
    },
  ],
});
