import type { Caller } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/federation-to-console.ts';
import { cases, daily } from '../support/cases.ts';
import { A, dave, role, take } from '../support/chain.ts';

/** The session of a federation token, as its own calls name it. */
const federated = (key: string): Caller => ({
  type: 'FederatedUser',
  principalId: `${A}:web`,
  arn: `arn:aws:sts::${A}:federated-user/web`,
  accountId: A,
  accessKeyId: key,
  sessionContext: {
    sessionIssuer: { ...dave, type: 'IAMUser', accessKeyId: undefined },
    attributes: { creationDate: '2026-04-01T09:00:00Z', mfaAuthenticated: 'false' },
  },
});
const at = (stage: Stage, day: number, time: string, by: Caller) => ({
  at: stage.at(day, time),
  by,
  from: address('berlinHome'),
  account: A,
});
const token = (stage: Stage, day = 30, time = '09:00') => {
  const key = `ASIAFED${day}EXAMPLE`;
  const answered = {
    credentials: { accessKeyId: key, expiration: 'Apr 30, 2026, 9:00:00 PM' },
    federatedUser: { arn: `arn:aws:sts::${A}:federated-user/web`, federatedUserId: `${A}:web` },
  };
  stage.add(stsCall('GetFederationToken', at(stage, day, time, dave), { name: 'web' }, answered));
  return federated(key);
};
const work = (stage: Stage) => daily(stage, (day) => take(stage, { day, role: role('Reader') }));
const link = (stage: Stage, by: Caller, day = 30, time = '09:02') =>
  signInCall('GetSigninToken', at(stage, day, time, by));

cases(rule, {
  fires: [
    {
      name: 'token, and hours later the link',
      points: 70,
      tell: (stage) => {
        work(stage);
        return link(stage, token(stage), 30, '12:00');
      },
    },
    {
      name: 'a token in the morning, another in the afternoon, and the link to that',
      points: 70,
      says: 'a federation token, issued 2 min before, was turned into a console session',
      tell: (stage) => {
        work(stage);
        token(stage, 30, '07:00');
        return link(stage, token(stage));
      },
    },
    {
      name: 'token, then link',
      points: 70,
      tell: (stage) => {
        work(stage);
        return link(stage, token(stage));
      },
    },
    {
      name: 'token, then the console itself',
      points: 70,
      tell: (stage) => {
        work(stage);
        const by = token(stage);
        stage.add(link(stage, by));
        return signInCall('ConsoleLogin', at(stage, 30, '09:03', by));
      },
    },
    { name: 'nobody has a history yet', points: 30, tell: (stage) => link(stage, token(stage)) },
  ],
  silent: [
    {
      name: 'a broker that does it every day',
      tell: (stage) => {
        daily(stage, (day) => link(stage, token(stage, day), day));
        return link(stage, token(stage));
      },
    },
    {
      name: 'a console sign-in with the password',
      tell: (stage) => {
        token(stage);
        return signInCall('ConsoleLogin', at(stage, 30, '09:02', dave));
      },
    },
  ],
  almost: [
    {
      name: 'refused',
      tell: (stage) => {
        work(stage);
        return signInCall('GetSigninToken', at(stage, 30, '09:02', token(stage)), false);
      },
    },
  ],
});
