import { type RoleName, session } from '../callers.ts';
import { address } from '../places.ts';
import { BOTO, callerIdentity, withWebIdentity } from '../records.ts';
import {
  GITHUB,
  instanceDay,
  instanceSession,
  pipelineRun,
  podDay,
  podSession,
  vendorDay,
} from './machines.ts';
import { ROLES, SHOP, VENDOR } from './organisation.ts';
import { ALICE, BOB, CAROL, PEOPLE, signIn } from './people.ts';
import { pipelineSession, refusedRun, runOf, SEARCH, SEARCH_REPOSITORY } from './pipelines.ts';
import { enrolled, oidcProvider, samlProvider, shopCall } from './providers.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';
import { githubTrust, trustGiven } from './trust.ts';
import { deployment, podWork } from './work.ts';

const QUIET = { atLeast: 0, atMost: 0 };

/** Harmless changes that the organisation makes on purpose, for many people or machines at once. */
export const BENIGN_CHANGES: readonly Story[] = [
  {
    name: 'vpn-vendor-switch',
    title: 'The company’s VPN moves to another exit',
    text: 'From day 30 on the company’s VPN exits through a hosting provider in the Netherlands, from where nobody here ever signed in: Alice, Bob and Carol now do, in their usual hours.',
    why: 'Country, network and hosting provider are new at once, even for an administrator; person, program, hour and role are not.',
    seed: 35,
    tell(stage) {
      quietDays(stage, PEOPLE);
      for (let day = 30; day < 33; day++) {
        signIn(stage, ALICE, stage.at(day, '08:12:00'), 'hoster', 30);
        signIn(stage, BOB, stage.at(day, '09:20:00'), 'hoster', 30);
        signIn(stage, CAROL, stage.at(day, '14:31:00'), 'hoster', 30);
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'gateway-replaced',
    title: 'The NAT gateway is replaced',
    text: 'On day 30 the cluster and the shop’s instance get another NAT gateway: from then on the pod’s and the instance’s calls come from an AWS address that nobody here had before.',
    why: 'It looks like credentials used from a stranger’s instance, except that the programs are the same. It is seen, scores below 40, and is learned within a day.',
    seed: 36,
    tell(stage) {
      quietDays(stage, [...PEOPLE, instanceDay, podDay]);
      for (let day = 30; day < 33; day++) {
        const issued = [
          instanceSession(stage, stage.at(day, '10:14:00')),
          podSession({ ...stage, add: () => {} }, stage.at(day, '10:20:00')),
        ];
        for (const one of issued) {
          const call = { at: stage.at(day, '11:02:00'), by: session(one), with: BOTO, account: SHOP };
          stage.add(callerIdentity({ ...call, from: address('awsFrankfurt', 50) }));
        }
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'trust-policy-not-right-yet',
    title: 'A new repository is denied until its trust policy is right',
    text: 'On day 30 a second repository of the organisation asks for the shop’s role eight times and is denied. An hour later it has a role of its own, and deploys.',
    why: 'The repository belongs to the organisation; but for that, a stranger’s attempts look the same.',
    seed: 37,
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun]);
      const subject = `repo:${SEARCH_REPOSITORY}:ref:refs/heads/main`;
      for (let n = 0; n < 8; n++) stage.add(refusedRun(stage, stage.at(30, `13:0${n}:12`), subject));
      stage.add(withWebIdentity({ ...runOf(stage, stage.at(30, '14:05:00'), subject), role: SEARCH }));
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'trust-by-roll-out',
    title: 'A roll-out gives roles their trust policies',
    text: 'On day 30 the shop’s deployment sets the trust policies of four roles: for a repository, for all repositories of the organisation, for the vendor that has come every day, and for everybody of the organisation by its id.',
    why: 'The same calls open a role to a stranger, with the same principal `*` and the same wildcard. Here each is narrowed to somebody who is known.',
    seed: 38,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun, vendorDay]);
      const run = runOf(stage, stage.at(30, '09:01:00'));
      stage.add(withWebIdentity(run));
      const call = { by: pipelineSession(run), from: run.from, account: SHOP };
      const organisation = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };
      const policies: readonly (readonly [string, RoleName, object])[] = [
        ['09:02:10', ROLES.deploy, githubTrust('repo:example-org/shop:ref:refs/heads/main')],
        ['09:02:11', SEARCH, githubTrust('repo:example-org/*')],
        ['09:02:12', ROLES.metrics, { Principal: { AWS: `arn:aws:iam::${VENDOR}:root` } }],
        ['09:02:13', ROLES.checkout, { Principal: '*', Condition: organisation }],
      ];
      for (const [time, role, trusted] of policies) {
        stage.add(trustGiven({ ...call, at: stage.at(30, time) }, role, trusted));
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'more-than-usual-deployed',
    title: 'A deployment and a program do more than they used to',
    text: 'The shop’s workflow deploys code, roles and their policies every day, and the checkout pod reads a secret. On day 30 the workflow also makes a user with a key, shares a bucket and removes an old log group; a new version of the pod’s program lists its secrets and writes a bucket’s policy.',
    why: 'Each is what attackers do, too. But a deployment does most kinds of it every day, and two kinds that are new are a new version.',
    seed: 40,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, (_, day) => deployment(stage, day), (_, day) => void podWork(stage, day)]);
      deployment(stage, 30, [
        'iam:CreateUser',
        'iam:CreateAccessKey',
        's3:PutBucketPolicy',
        'logs:DeleteLogGroup',
      ]);
      podWork(stage, 30, ['secretsmanager:ListSecrets', 's3:PutBucketPolicy']);
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'providers-by-roll-out',
    title: 'A roll-out and a renewal change identity providers',
    text: 'On day 30 the shop’s deployment adds the providers of a new cluster and of GitHub, Identity Center adds its own to an account, and Alice, an administrator at home, renews the certificate of the company’s SAML provider.',
    why: 'The same calls let a stranger in. The cluster and GitHub let in nobody by themselves, and the renewal is shown, but comes from where Alice always is.',
    seed: 40,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun]);
      const run = runOf(stage, stage.at(30, '09:01:00'));
      stage.add(withWebIdentity(run));
      const call = { by: pipelineSession(run), from: run.from, account: SHOP };
      const alice = session(signIn(stage, ALICE, stage.at(30, '09:30:00'), 'berlinHome'));
      stage.add(
        oidcProvider(
          { ...call, at: stage.at(30, '09:02:10') },
          'oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C',
        ),
        oidcProvider({ ...call, at: stage.at(30, '09:02:11') }, GITHUB),
        enrolled(stage.at(30, '09:20:00')),
        samlProvider(
          shopCall(stage.at(30, '09:34:00'), alice, 'berlinHome'),
          'example-idp',
          'https://idp.example.com/saml',
          true,
        ),
      );
      return [];
    },
    alerts: QUIET,
  },
];
