import { root, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { portalUser, signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/root-password-recovery.ts';
import { cases } from '../support/cases.ts';
import { A, B } from '../support/chain.ts';

const recovery =
  (step: 'Requested' | 'Completed', by = root(B)) =>
  (stage: Stage) =>
    signInCall(`PasswordRecovery${step}`, {
      at: stage.at(30, '09:00'),
      by,
      from: address('lagos'),
      account: A,
    });

cases(rule, {
  fires: [
    {
      name: 'asked for',
      says: `recovery of the password of root of ${B} was requested`,
      shows: { event: 'PasswordRecoveryRequested', account: B, said: 'root' },
      tell: recovery('Requested'),
    },
    {
      name: 'done',
      says: `the password of root of ${B} was changed by recovery`,
      tell: recovery('Completed'),
    },
    {
      name: 'a record that says no account: the one that it was sent to',
      says: `the password of root of ${A}`,
      tell: recovery('Requested', { type: 'Unknown' }),
    },
    {
      name: 'a person’s',
      points: 30,
      says: 'the password of bob',
      tell: recovery('Completed', portalUser(A, 'bob')),
    },
  ],
  silent: [
    {
      name: 'a sign-in',
      tell: (stage) =>
        consoleLogin({
          at: stage.at(30, '09:00'),
          by: root(B),
          from: address('lagos'),
          account: A,
          mfa: true,
        }),
    },
  ],
  almost: [
    {
      name: 'refused to a user',
      tell: (stage) => ({
        ...recovery('Requested', user(A, 'dave'))(stage),
        responseElements: { PasswordRecoveryRequested: 'Failure' },
      }),
    },
  ],
});
