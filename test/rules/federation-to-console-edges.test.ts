import { type Caller, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/federation-to-console.ts';
import { cases, daily } from '../support/cases.ts';
import { A, dave, role, take } from '../support/chain.ts';

const at = (stage: Stage, time: string, by: Caller, day = 30) => ({
  at: stage.at(day, time),
  by,
  from: address('berlinHome'),
  account: A,
});
/** The session of dave’s federation token, as its own calls name it. */
const FEDERATED: Caller = {
  type: 'FederatedUser',
  principalId: `${A}:web`,
  arn: `arn:aws:sts::${A}:federated-user/web`,
  accountId: A,
  accessKeyId: 'ASIAFEDEXAMPLE',
  sessionContext: {
    sessionIssuer: { ...dave, type: 'IAMUser', accessKeyId: undefined },
    attributes: { creationDate: '2026-04-01T09:00:00Z', mfaAuthenticated: 'false' },
  },
};
const token = (stage: Stage, day = 30) => {
  const answered = {
    credentials: { accessKeyId: 'ASIAFEDEXAMPLE', expiration: 'Apr 30, 2026, 9:00:00 PM' },
    federatedUser: { arn: `arn:aws:sts::${A}:federated-user/web`, federatedUserId: `${A}:web` },
  };
  stage.add(stsCall('GetFederationToken', at(stage, '09:00', dave, day), { name: 'web' }, answered));
};
const link =
  (time: string, who = dave, issued = 30) =>
  (stage: Stage) => {
    daily(stage, (day) => take(stage, { day, by: who, role: role('Reader') }));
    token(stage, issued);
    return signInCall('GetSigninToken', at(stage, time, FEDERATED));
  };

cases(rule, {
  fires: [
    {
      name: 'a quarter of an hour after the token',
      points: 70,
      says: 'a federation token, issued 15 min before, was turned into a console session',
      shows: { event: 'GetSigninToken', user: 'dave', session: 'web', minutes: 15 },
      tell: link('09:14:59'),
    },
    { name: 'by a thief who waits for most of a day', points: 70, tell: link('08:59', dave, 29) },
    { name: 'in the second of the token', points: 70, tell: link('09:00') },
    {
      name: 'a user without history, where others have one',
      points: 70,
      tell: link('09:02', user(A, 'eve')),
    },
  ],
  silent: [{ name: 'more than a day after it', tell: link('09:00:30', dave, 29) }],
  almost: [
    { name: 'before the token, which was read first', tell: link('08:59') },
    {
      name: 'after a role, and no token that was seen',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('Reader') }));
        stage.add(take(stage, { role: role('Reader'), time: '09:00' }));
        return signInCall('GetSigninToken', at(stage, '09:02', FEDERATED));
      },
    },
  ],
});
