import { session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { assumeRole, issuedKey, type RoleCall } from '../../scripts/records.ts';
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
