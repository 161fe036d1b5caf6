import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { portalSignIn, portalUser, refusedLogin } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/password-spraying.ts';
import { cases, daily } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const base = (stage: Stage, minute: number, place: PlaceName = 'lagos', host = 1) => ({
  at: stage.at(30, `09:${String(minute).padStart(2, '0')}`),
  from: address(place, host),
  account: A,
});
const spray = (stage: Stage, names: number, place: PlaceName = 'lagos') => {
  for (let n = 0; n < names; n++) stage.add(refusedLogin({ ...base(stage, n, place), name: `user-${n}` }));
};
const login = (stage: Stage, place: PlaceName = 'lagos', host = 1) =>
  consoleLogin({ ...base(stage, 30, place, host), by: user(A, 'dave'), mfa: false });

cases(rule, {
  fires: [
    {
      name: 'the fifth name',
      points: 45,
      tell: (stage) => {
        spray(stage, 4);
        return refusedLogin({ ...base(stage, 10), name: 'erin' });
      },
    },
    ...(['UserAuthentication', 'CredentialVerification'] as const).map((verdict) => ({
      name: `the fifth name at Identity Center: ${verdict}`,
      points: 45,
      tell: (stage: Stage) => {
        const fail = (n: number) =>
          portalSignIn(verdict, { ...base(stage, n), by: portalUser(A, `user-${n}`) }, false);
        stage.add(...[0, 1, 2, 3].map(fail));
        return fail(4);
      },
    })),
    {
      name: 'the tenth name',
      points: 70,
      tell: (stage) => {
        spray(stage, 9);
        return refusedLogin({ ...base(stage, 10), name: 'erin' });
      },
    },
    {
      name: 'ten names, each followed by seven refusals of one',
      points: 70,
      tell: (stage) => {
        for (let n = 0; n < 9; n++) {
          const refused = (name: string) => refusedLogin({ ...base(stage, n), name });
          stage.add(refused(`user-${n}`), ...Array.from({ length: 7 }, () => refused('nobody')));
        }
        return refusedLogin({ ...base(stage, 10), name: 'erin' });
      },
    },
    {
      name: 'and in, from that address',
      points: 90,
      tell: (stage) => {
        spray(stage, 5);
        return login(stage);
      },
    },
    {
      name: 'and in, where that user always is',
      points: 30,
      tell: (stage) => {
        daily(stage, (day) =>
          consoleLogin({
            at: stage.at(day, '08:00'),
            by: user(A, 'dave'),
            from: address('berlinOffice'),
            account: A,
            mfa: true,
          }),
        );
        spray(stage, 5, 'berlinOffice');
        return login(stage, 'berlinOffice');
      },
    },
  ],
  silent: [
    { name: 'one refusal', tell: (stage) => refusedLogin({ ...base(stage, 1), name: 'dave' }) },
    { name: 'a success alone', tell: (stage) => login(stage) },
  ],
  almost: [
    {
      name: 'a sign-in that AWS could not answer',
      tell: (stage) => {
        spray(stage, 5);
        return { ...login(stage), errorCode: 'InternalFailure', responseElements: null };
      },
    },
    {
      name: 'one name ten times',
      tell: (stage) => {
        for (let n = 0; n < 10; n++) stage.add(refusedLogin({ ...base(stage, n), name: 'dave' }));
        return refusedLogin({ ...base(stage, 11), name: 'dave' });
      },
    },
    {
      name: 'four names and those that nobody has, which AWS hides: never two names',
      tell: (stage) => {
        spray(stage, 3);
        for (let n = 10; n < 20; n++) stage.add(refusedLogin(base(stage, n)));
        return refusedLogin(base(stage, 21));
      },
    },
    {
      name: 'success from another address',
      tell: (stage) => {
        spray(stage, 12);
        return login(stage, 'lagos', 2);
      },
    },
  ],
});
