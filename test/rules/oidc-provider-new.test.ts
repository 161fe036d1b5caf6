import { webIdentity } from '../../scripts/callers.ts';
import type { PlaceName } from '../../scripts/places.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-provider-new.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const DEPLOY = role('deploy');
const MAIN = 'repo:acme/shop:ref:refs/heads/main';
const POD = 'system:serviceaccount:shop:checkout';
const SWAPPED = 'oidc.eks.eu-central-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210';
const EVIL = 'oidc.evil.test';
/** GitHub's issuer of an enterprise: GitHub signs these tokens, too. */
const ENTERPRISE = `${GITHUB}/acme-enterprise`;
/** A thief’s, whose tokens are read as GitHub’s. */
const TWIN = 'token.actions.evil.test';
interface Run {
  readonly issuer?: string;
  readonly subject?: string;
  readonly place?: PlaceName;
  readonly day?: number;
  readonly host?: number;
  readonly name?: string;
}
const run = (stage: Stage, { issuer = GITHUB, subject = MAIN, place = 'runners', name, ...how }: Run = {}) =>
  withWebIdentity(
    call(stage, { ...how, place, role: name ? role(name) : DEPLOY, by: webIdentity(A, issuer, subject) }),
  );
const usual = (stage: Stage, how: Run = {}) => daily(stage, (day) => run(stage, { ...how, day }));
const pods: Run = { issuer: EKS, subject: POD, place: 'awsFrankfurt', host: 7 };
const swap =
  (place: PlaceName, host: number, issuer = SWAPPED) =>
  (stage: Stage) => {
    usual(stage, pods);
    return run(stage, { ...pods, issuer, place, host });
  };
const appUser = (stage: Stage, name: string, day = 30, issuer = 'cognito-identity.amazonaws.com') =>
  run(stage, { issuer, subject: `eu-central-1:u${day}`, place: 'lagos', name, day });
const DUAL = 'oidc-eks.eu-central-1.api.aws/id/FEDCBA9876543210FEDCBA9876543210';

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a provider of the thief’s own',
      points: 70,
      tell: (stage) => {
        usual(stage);
        return run(stage, { issuer: EVIL });
      },
    },
    ...[`${GITHUB}.evil.test/acme-enterprise`, `evil.test/${GITHUB}/acme`].map((issuer) => ({
      name: `what only looks like GitHub’s issuer of an enterprise: ${issuer}`,
      points: 70,
      tell: (stage: Stage) => {
        usual(stage);
        return run(stage, { issuer });
      },
    })),
    {
      name: 'GitHub’s issuer of an enterprise, where only the common one is configured',
      points: 70,
      config: { identity: { oidcIssuers: [GITHUB] } },
      tell: (stage) => {
        usual(stage);
        return run(stage, { issuer: ENTERPRISE });
      },
    },
    {
      name: 'a provider that others here use',
      points: 25,
      tell: (stage) => {
        usual(stage);
        usual(stage, {
          issuer: 'gitlab.com',
          subject: 'project_path:acme/blog:ref_type:branch:ref:main',
          name: 'x',
        });
        return run(stage, {
          issuer: 'gitlab.com',
          subject: 'project_path:acme/shop:ref_type:branch:ref:dev',
        });
      },
    },
    {
      name: 'a role without history, and a provider that nobody used',
      points: 25,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return run(stage, { issuer: EVIL });
      },
    },
    {
      name: 'the same after the thief has used it for another such role on the evening before',
      points: 25,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        stage.add(run(stage, { issuer: EVIL, subject: 'me', name: 'fresh', day: 29 }));
        return run(stage, { issuer: EVIL });
      },
    },
    {
      name: 'a provider that nobody used, on a role that only a machine took',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: DEPLOY }));
        return run(stage, { issuer: EVIL });
      },
    },
    {
      name: 'the same after the thief has used it for a role of their own on the evening before',
      points: 45,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => take(stage, { day, role: DEPLOY }));
        stage.add(run(stage, { issuer: EVIL, subject: 'me', name: 'fresh', day: 29 }));
        return run(stage, { issuer: EVIL });
      },
    },
    {
      name: 'one that signs the pipeline’s subject, used for a role of the thief’s own on two days of a week',
      points: 70,
      tell: (stage) => {
        usual(stage);
        for (const day of [20, 29])
          stage.add(run(stage, { issuer: TWIN, subject: 'me', name: 'fresh', day }));
        return run(stage, { issuer: TWIN });
      },
    },
    {
      name: 'the same on three days: then others here use it',
      points: 25,
      tell: (stage) => {
        usual(stage);
        for (const day of [20, 25, 29])
          stage.add(run(stage, { issuer: TWIN, subject: 'me', name: 'fresh', day }));
        return run(stage, { issuer: TWIN });
      },
    },
    {
      name: 'a sign-in that is open to the world, on a role that only a machine took',
      points: 70,
      tell: (stage) => {
        daily(stage, (day) => [take(stage, { day, role: DEPLOY }), appUser(stage, 'AppUsers', day)]);
        return appUser(stage, 'deploy');
      },
    },
    {
      name: 'the same on a role of pipelines',
      points: 70,
      tell: (stage) => {
        usual(stage);
        daily(stage, (day) => appUser(stage, 'AppUsers', day));
        return appUser(stage, 'deploy');
      },
    },
    {
      name: 'the same where that sign-in is configured: it is known, and open all the same',
      points: 70,
      config: { identity: { oidcIssuers: ['cognito-identity.amazonaws.com'] } },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: DEPLOY }));
        return appUser(stage, 'deploy');
      },
    },
    {
      name: 'the same on a role of pipelines, configured',
      points: 70,
      config: { identity: { oidcIssuers: ['cognito-identity.amazonaws.com', GITHUB] } },
      tell: (stage) => {
        usual(stage);
        return appUser(stage, 'deploy');
      },
    },
    {
      name: 'another sign-in on the role of an app',
      points: 25,
      tell: (stage) => {
        daily(stage, (day) => [
          appUser(stage, 'AppUsers', day),
          appUser(stage, 'OtherApp', day, 'appleid.apple.com'),
        ]);
        return appUser(stage, 'AppUsers', 30, 'appleid.apple.com');
      },
    },
    {
      name: 'a replaced cluster with a dual-stack issuer',
      points: 30,
      tell: swap('awsFrankfurt', 8, DUAL),
    },
    {
      name: 'an issuer that only begins like a cluster’s',
      points: 70,
      tell: swap('awsFrankfurt', 7, 'oidc.eks.evil.test/id/FEDCBA9876543210'),
    },
    { name: 'a replaced cluster at another AWS address', points: 30, tell: swap('awsFrankfurt', 8) },
    { name: 'a replaced cluster outside AWS', points: 70, tell: swap('hoster', 8) },
    {
      name: 'a provider that is not configured',
      points: 70,
      config: { identity: { oidcIssuers: [GITHUB] } },
      tell: (stage) => run(stage, { issuer: EVIL }),
    },
  ],
  silent: [
    {
      name: 'the usual provider',
      tell: (stage) => {
        usual(stage);
        return run(stage);
      },
    },
    { name: 'configured', config: { identity: { oidcIssuers: [GITHUB] } }, tell: (stage) => run(stage) },
    { name: 'nothing learned', tell: (stage) => run(stage, { issuer: EVIL }) },
    {
      name: 'a configured sign-in, on a role of people that another provider led to: both may be the app’s',
      config: { identity: { oidcIssuers: ['cognito-identity.amazonaws.com', 'acme.eu.auth0.com'] } },
      tell: (stage) => {
        daily(stage, (day) => appUser(stage, 'AppUsers', day, 'acme.eu.auth0.com'));
        return appUser(stage, 'AppUsers');
      },
    },
    {
      name: 'a configured sign-in, on the role of an app',
      config: { identity: { oidcIssuers: ['cognito-identity.amazonaws.com'] } },
      tell: (stage) => {
        daily(stage, (day) => appUser(stage, 'AppUsers', day, 'appleid.apple.com'));
        return appUser(stage, 'AppUsers');
      },
    },
    ...(
      [
        ['GitHub’s common issuer gives way to that of the enterprise', GITHUB, ENTERPRISE],
        ['and the other way round', ENTERPRISE, GITHUB],
      ] as const
    ).map(([name, before, issuer]) => ({
      name,
      tell: (stage: Stage) => {
        usual(stage, { issuer: before });
        return run(stage, { issuer });
      },
    })),
  ],
  almost: [
    {
      name: 'refused',
      tell: (stage) => {
        usual(stage);
        return { ...run(stage, { issuer: EVIL }), errorCode: 'AccessDenied', responseElements: null };
      },
    },
  ],
});
