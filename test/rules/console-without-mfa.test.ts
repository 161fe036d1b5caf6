import { root, session, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/console-without-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { sessionOf } from '../support/watched.ts';

/** The console, opened with a federation token of dave. */
const withToken = (stage: Stage, day: number) =>
  consoleLogin({
    at: stage.at(day, '10:00'),
    by: {
      type: 'FederatedUser',
      principalId: `${SHOP}:dave-console`,
      arn: `arn:aws:sts::${SHOP}:federated-user/dave-console`,
      accountId: SHOP,
      sessionContext: {
        sessionIssuer: { ...user(SHOP, 'dave'), type: 'IAMUser' },
        attributes: { mfaAuthenticated: 'false', creationDate: stage.at(day, '09:59') },
      },
    },
    from: address('berlinHome'),
    with: 'Mozilla/5.0 (Macintosh)',
    account: SHOP,
    mfa: false,
  });

const login = (stage: Stage, day: number, mfa: boolean, ok = true) =>
  consoleLogin({
    at: stage.at(day, '09:00'),
    by: user(SHOP, 'dave'),
    from: address('berlinHome'),
    with: 'Mozilla/5.0 (Macintosh)',
    account: SHOP,
    mfa,
    ok,
  });

cases(rule, {
  fires: [
    { name: 'a password alone', tell: (stage) => login(stage, 30, false), points: 25 },
    {
      name: 'root',
      points: 25,
      tell: (stage) => ({ ...login(stage, 30, false), userIdentity: root(SHOP) }),
    },
    {
      name: 'somebody who gave MFA on three days',
      points: 25,
      tell: (stage) => {
        for (const day of [20, 24, 28]) stage.add(login(stage, day, true));
        return login(stage, 30, false);
      },
    },
    {
      name: 'somebody who always gave MFA',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => login(stage, day, true));
        return login(stage, 30, false);
      },
    },
    {
      name: 'the same, though a federation token opened the console too',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => [login(stage, day, true), withToken(stage, day)]);
        return login(stage, 30, false);
      },
    },
  ],
  silent: [
    { name: 'with MFA', tell: (stage) => login(stage, 30, true) },
    {
      name: 'a role’s session, which may have given it before',
      tell: (stage) => ({ ...login(stage, 30, false), userIdentity: sessionOf('Ops') }),
    },
    { name: 'a federation token always says No', tell: (stage) => withToken(stage, 30) },
    {
      name: 'federation always says No',
      tell: (stage) =>
        consoleLogin({
          at: stage.at(30, '09:30'),
          by: session(signIn(stage, ALICE, stage.at(30, '09:00'), 'berlinHome')),
          from: address('berlinHome'),
          account: SHOP,
          mfa: false,
        }),
    },
  ],
  almost: [{ name: 'a failed sign-in without MFA', tell: (stage) => login(stage, 30, false, false) }],
});
