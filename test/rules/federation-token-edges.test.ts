import { user } from '../../scripts/callers.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/federation-token.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const POWER = { policyArns: [{ arn: 'arn:aws:iam::aws:policy/PowerUserAccess' }] };
const by = user(A, 'broker');
const token = (stage: Stage, asked: object) =>
  stsCall(
    'GetFederationToken',
    call(stage, { by, role: role('x'), place: 'cellar' }),
    { name: 'app', ...asked },
    { credentials: { accessKeyId: 'ASIAFEDEXAMPLE', expiration: 'Apr 1, 2026, 9:00:00 PM' } },
  );

cases(rule, {
  fires: [
    {
      name: 'broad rights, by a user without history',
      points: 25,
      says: 'a federation token named "app", of a caller without history',
      shows: { name: 'app', policy: 'broad', seconds: 43_200 },
      tell: (stage) => token(stage, POWER),
    },
    {
      name: 'broad rights, in a user’s first token',
      points: 40,
      says: 'a federation token named "app", the first of this caller',
      shows: { name: 'app', policy: 'broad', seconds: 3_600 },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, by, role: role('reader'), place: 'cellar' }));
        return token(stage, { ...POWER, durationSeconds: 3_600 });
      },
    },
  ],
  silent: [{ name: 'a role', tell: (stage) => take(stage, { by, role: role('reader') }) }],
  almost: [
    {
      name: 'refused to a user',
      tell: (stage) => ({ ...token(stage, POWER), errorCode: 'AccessDenied', responseElements: null }),
    },
  ],
});
