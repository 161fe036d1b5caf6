import { samlUser, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { assumeRole, issuedKey, type RoleCall, withSaml } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/born-of-odd-session.ts';
import { cases, daily } from '../support/cases.ts';

const A = '111122223333';
const FIRST = { account: A, name: 'reader' };
const SECOND = { account: A, name: 'writer' };

/** dave takes the first role from a place; the session takes the second from another. */
const hop = (stage: Stage, born: PlaceName, used: PlaceName, lost = false) => {
  const first: RoleCall = {
    at: stage.at(30, '09:00'),
    by: user(A, 'dave'),
    from: address(born),
    account: A,
    role: FIRST,
    session: 'dave',
  };
  if (!lost) stage.add(assumeRole(first));
  return assumeRole({
    ...first,
    at: stage.at(30, '09:05'),
    by: session({ role: FIRST, session: 'dave', key: issuedKey(first), issuedAt: first.at }),
    from: address(used),
    role: SECOND,
  });
};
const SET = {
  account: A,
  name: 'AWSReservedSSO_Admin_7243976e43c75fc5',
  path: '/aws-reserved/sso.amazonaws.com/',
};
const signIn = (stage: Stage, day: number, time: string, place: PlaceName) =>
  withSaml({
    at: stage.at(day, time),
    by: samlUser('erin@example.com'),
    from: address(place),
    account: A,
    role: SET,
    session: 'erin@example.com',
    provider: `arn:aws:iam::${A}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`,
  });
/** erin signs in from Lagos as never before; a session takes a role under a key that no record of an issue names. */
const portalHop = (stage: Stage, began: string, name = 'erin@example.com') => {
  daily(stage, (day) => signIn(stage, day, '09:00', 'berlinHome'));
  stage.add(signIn(stage, 30, '09:00', 'lagos'));
  const by = { role: SET, session: name, key: 'ASIAHANDEDOUTHANDEDO', issuedAt: stage.at(30, began) };
  return assumeRole({
    at: stage.at(30, '09:05'),
    by: session(by),
    from: address('berlinHome'),
    account: A,
    role: SECOND,
    session: 'erin',
  });
};
const usual = (stage: Stage, from: PlaceName = 'berlinHome') =>
  daily(stage, (day) =>
    assumeRole({
      at: stage.at(day, '09:00'),
      by: user(A, 'dave'),
      from: address(from),
      account: A,
      role: FIRST,
      session: 'dave',
    }),
  );

cases(rule, {
  fires: [
    {
      name: 'the session was born in a new country and network',
      tell: (stage) => {
        usual(stage);
        return hop(stage, 'lagos', 'lagos');
      },
    },
    {
      name: 'it moved on to the usual network before it asked',
      tell: (stage) => {
        usual(stage);
        return hop(stage, 'lagos', 'berlinHome');
      },
    },
    {
      name: 'the session of a permission set, found by its name and the second of its issue',
      tell: (stage) => portalHop(stage, '09:00'),
    },
  ],
  silent: [
    {
      name: 'the session was born as always',
      tell: (stage) => {
        usual(stage);
        return hop(stage, 'berlinHome', 'berlinHome');
      },
    },
  ],
  almost: [
    {
      name: 'the issue of the first session was never seen',
      tell: (stage) => {
        usual(stage);
        return hop(stage, 'lagos', 'lagos', true);
      },
    },
    {
      name: 'another session of the permission set, issued a minute later',
      tell: (stage) => portalHop(stage, '09:01'),
    },
    {
      name: 'another person’s, issued in the same second',
      tell: (stage) => portalHop(stage, '09:00', 'frank@example.com'),
    },
    {
      name: 'the odd call was not a session’s',
      tell: (stage) => {
        usual(stage);
        return assumeRole({
          at: stage.at(30, '09:00'),
          by: user(A, 'dave'),
          from: address('lagos'),
          account: A,
          role: FIRST,
          session: 'dave',
        });
      },
    },
  ],
});
