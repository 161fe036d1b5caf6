import { samlUser, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/console-without-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { A, dave, role, take } from '../support/chain.ts';

const login = (stage: Stage, by = dave, mfa = false) =>
  consoleLogin({ at: stage.at(30, '09:00'), by, from: address('berlinHome'), account: A, mfa });

cases(rule, {
  fires: [
    {
      name: 'the first sign-in of somebody who is known by other calls',
      points: 25,
      says: 'dave signed in with a password alone',
      shows: { user: 'dave', always: false },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('reader') }));
        return login(stage);
      },
    },
    {
      name: 'somebody who did not give MFA once in the first week',
      points: 25,
      tell: (stage) => {
        daily(stage, (day) => ({ ...login(stage, dave, day !== 4), eventTime: stage.at(day, '09:00') }));
        return login(stage);
      },
    },
  ],
  silent: [{ name: 'with MFA', tell: (stage) => login(stage, user(A, 'eve'), true) }],
  almost: [
    {
      name: 'a person of a directory, who gives it there',
      tell: (stage) => login(stage, samlUser('ann@acme.test')),
    },
  ],
});
