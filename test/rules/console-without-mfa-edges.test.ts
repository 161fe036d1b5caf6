import { samlUser, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/console-without-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { A, dave, role, take } from '../support/chain.ts';

const login = (stage: Stage, by = dave, mfa = false) =>
  consoleLogin({ at: stage.at(30, '09:00'), by, from: address('berlinHome'), account: A, mfa });

/** Known by other calls for a month, and signed in with MFA on so many days, two days apart. */
const withMfa = (days: number) => (stage: Stage) => {
  daily(stage, (day) => take(stage, { day, role: role('reader') }));
  for (let n = 1; n <= days; n++)
    stage.add({ ...login(stage, dave, true), eventTime: stage.at(30 - 2 * n, '09:00') });
  return login(stage);
};

cases(rule, {
  fires: [
    { name: 'somebody who gave MFA on five days', points: 45, tell: withMfa(5) },
    { name: 'four days of MFA are no habit', points: 25, tell: withMfa(4) },
    {
      name: 'the first sign-in of somebody who is known by other calls',
      points: 25,
      says: 'the password alone was enough, without MFA',
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
