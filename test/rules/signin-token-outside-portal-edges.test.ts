import { type Caller, session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { ROLES } from '../../scripts/scenarios/organisation.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/signin-token-outside-portal.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const base = (stage: Stage, by: Caller, client: string, day = 30) => ({
  at: stage.at(day, '09:00'),
  by,
  from: address('berlinHome'),
  account: A,
  with: client,
});
const link =
  (by: Caller, client = BOTO, usual = BOTO) =>
  (stage: Stage) => {
    daily(stage, (day) => callerIdentity(base(stage, by, usual, day)));
    return signInCall('GetSigninToken', base(stage, by, client));
  };
const federatedProvider = `arn:aws:iam::${A}:oidc-provider/${GITHUB}`;
const PIPELINE = session({
  role: role('deploy'),
  session: 'GitHubActions',
  key: 'ASIADEPLOYEXAMPLE',
  issuedAt: '2026-03-02T00:00:00Z',
  extra: { webIdFederationData: { federatedProvider, attributes: {} } },
});
const ALICE = session({
  role: ROLES.admin,
  session: 'alice@example.com',
  key: 'ASIAALICEEXAMPLE',
  issuedAt: '2026-03-02T00:00:00Z',
});
const INSTANCE = session({
  role: role('web'),
  session: 'i-0a1b2c3d4e5f60718',
  key: 'ASIAWEBEXAMPLE',
  issuedAt: '2026-03-02T00:00:00Z',
});

cases(rule, {
  fires: [
    { name: 'a pipeline', points: 45, tell: link(PIPELINE) },
    { name: 'a pipeline, whose role people take as well', points: 45, tell: link(PIPELINE, BOTO, MAC_CLI) },
    { name: 'a person who works with programs', points: 25, tell: link(ALICE) },
    {
      name: 'a client that has the portal’s behind its own',
      points: 25,
      tell: link(ALICE, 'curl/8.5.0 Jersey/2.35'),
    },
    {
      name: 'a machine’s role, with its evidence',
      points: 45,
      says: 'a console sign-in link, made with',
      shows: { client: 'boto3', userAgent: BOTO, machine: true },
      tell: link(sessionOf('Ops')),
    },
  ],
  silent: [
    { name: 'an instance, which has a rule of its own', tell: link(INSTANCE) },
    { name: 'the portal, by its other client', tell: link(ALICE, 'Go-http-client/1.1') },
  ],
  almost: [
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => signInCall('GetSigninToken', base(stage, sessionOf('Ops'), `${BOTO} kali`)),
    },
  ],
});
