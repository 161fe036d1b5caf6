import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/no-mfa.ts';
import { cases } from '../support/cases.ts';

const taking =
  (name: string, mfa?: boolean, extra = {}) =>
  (stage: Stage) =>
    assumeRole({
      at: stage.at(30, '09:00'),
      by: user('111122223333', 'dave', mfa === undefined ? {} : { mfa }),
      from: address('berlinHome'),
      account: '111122223333',
      role: { account: '111122223333', name },
      session: 'dave',
      extra,
    });

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'an access key alone on an administrator’s role', tell: taking('ProdAdmin'), points: 10 },
    { name: 'a session without MFA', tell: taking('ProdAdmin', false), points: 10 },
  ],
  silent: [
    { name: 'a session with MFA', tell: taking('ProdAdmin', true) },
    { name: 'an ordinary role', tell: taking('payments') },
    {
      name: 'federation always says false',
      tell: (stage) => {
        signIn(stage, ALICE, stage.at(30, '09:00'), 'berlinHome');
        return stage.records().at(-1) ?? {};
      },
    },
  ],
  almost: [
    {
      name: 'an access key with an MFA code in the call',
      tell: taking('ProdAdmin', undefined, { serialNumber: 'arn:aws:iam::111122223333:mfa/dave' }),
    },
  ],
});
