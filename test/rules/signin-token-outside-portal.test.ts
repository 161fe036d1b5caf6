import { type Caller, session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import { ROLES } from '../../scripts/scenarios/organisation.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/signin-token-outside-portal.ts';
import { cases, daily } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { takenBy } from '../support/taken-by.ts';
import { sessionOf } from '../support/watched.ts';

const PORTAL = 'Jersey/2.35 (HttpUrlConnection 17.0.12)';
const alice = session({
  role: ROLES.admin,
  session: 'alice@example.com',
  key: 'ASIAALICEEXAMPLE',
  issuedAt: '2026-04-01T07:00:00Z',
});
const ops = sessionOf('Ops');
const OF_PIPELINE = {
  webIdFederationData: {
    federatedProvider: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com`,
    attributes: {},
  },
};
const base = (stage: Stage, by: Caller, client: string, day = 30) => ({
  at: stage.at(day, '09:00'),
  by,
  from: address('berlinHome'),
  account: A,
  with: client,
});
const link = (stage: Stage, by: Caller, client: string, day = 30) =>
  signInCall('GetSigninToken', base(stage, by, client, day));
const work = (stage: Stage, by: Caller, client: string) =>
  daily(stage, (day) => callerIdentity(base(stage, by, client, day)));

cases(rule, {
  fires: [
    {
      name: 'a person, by a command line',
      points: 25,
      tell: (stage) => {
        work(stage, alice, MAC_CLI);
        return link(stage, alice, 'python-requests/2.28.0');
      },
    },
    {
      name: 'a role that people take from their laptops',
      points: 25,
      tell: (stage) => {
        work(stage, ops, MAC_CLI);
        return link(stage, ops, MAC_CLI);
      },
    },
    {
      name: 'a pipeline’s, without history',
      points: 45,
      tell: (stage) => link(stage, { ...ops, sessionContext: OF_PIPELINE }, 'python-requests/2.32.3'),
    },
    {
      name: 'a machine’s role, though it names the portal’s client',
      points: 45,
      tell: (stage) => {
        work(stage, ops, BOTO);
        return link(stage, ops, PORTAL);
      },
    },
    {
      name: 'a role that makes links every day, with a client of which nobody knows',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => link(stage, ops, BOTO, day));
        return link(stage, ops, 'aws-sdk-rust/1.3.3 os/linux');
      },
    },
  ],
  silent: [
    {
      name: 'a task’s, known by who took its session: instance-console says it',
      tell: (stage) => {
        work(stage, ops, BOTO);
        return link(stage, takenBy(stage, 'codebuild.amazonaws.com', 'Ops'), BOTO);
      },
    },
    {
      name: 'the portal, for a person',
      tell: (stage) => {
        work(stage, alice, MAC_CLI);
        return link(stage, alice, PORTAL);
      },
    },
    { name: 'no history', tell: (stage) => link(stage, ops, BOTO) },
    {
      name: 'every day, with that client',
      tell: (stage) => {
        daily(stage, (day) => link(stage, ops, BOTO, day));
        return link(stage, ops, BOTO);
      },
    },
  ],
  almost: [
    {
      name: 'refused',
      tell: (stage) => {
        work(stage, ops, BOTO);
        return signInCall('GetSigninToken', base(stage, ops, BOTO), false);
      },
    },
    {
      name: 'an instance, which has a rule of its own',
      tell: (stage) => {
        work(stage, ops, BOTO);
        return link(
          stage,
          session({
            role: ROLES.web,
            session: 'i-0a1b2c3d4e5f60718',
            key: 'ASIAWEBEXAMPLE',
            issuedAt: '2026-04-01T07:00:00Z',
          }),
          BOTO,
        );
      },
    },
  ],
});
