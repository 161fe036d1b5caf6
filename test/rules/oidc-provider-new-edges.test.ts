import { user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-provider-new.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const MAIN = 'repo:acme/shop:ref:refs/heads/main';
const POD = 'system:serviceaccount:shop:checkout';
const SWAPPED = 'oidc.eks.eu-central-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210';
const EVIL = 'oidc.evil.test';
const ARN = `arn:aws:iam::${A}:role/deploy`;
const KALI = { userAgent: 'aws-cli/2.22.12 kali' };
const run = (stage: Stage, issuer: string, day = 30, name = 'deploy') =>
  withWebIdentity(call(stage, { day, place: 'runners', role: role(name), by: webIdentity(A, issuer, MAIN) }));
const after = (issuer: string) => (stage: Stage) => {
  daily(stage, (day) => run(stage, GITHUB, day));
  return run(stage, issuer);
};
const pod = (stage: Stage, issuer: string, place: PlaceName, host: number, day = 30) =>
  withWebIdentity(call(stage, { day, place, host, role: role('deploy'), by: webIdentity(A, issuer, POD) }));
const swapped = (place: PlaceName, host: number) => (stage: Stage) => {
  daily(stage, (day) => pod(stage, EKS, 'awsFrankfurt', 7, day));
  return pod(stage, SWAPPED, place, host);
};

cases(rule, {
  fires: [
    {
      name: 'a provider of the thief’s own, with its evidence',
      shows: { role: ARN, issuer: EVIL, configured: false },
      tell: after(EVIL),
    },
    {
      name: 'one that is not configured, with its evidence',
      config: { identity: { oidcIssuers: [GITHUB] } },
      says: `"${EVIL}", which is not one of yours`,
      shows: { role: ARN, issuer: EVIL, configured: true },
      tell: after(EVIL),
    },
    {
      name: 'another cluster, with a service account that the role never saw',
      points: 70,
      tell: (stage) => {
        swapped('awsFrankfurt', 7)(stage);
        const by = webIdentity(A, SWAPPED, 'system:serviceaccount:shop:stranger');
        return withWebIdentity(call(stage, { place: 'awsFrankfurt', host: 7, role: role('deploy'), by }));
      },
    },
    {
      name: 'a replaced cluster that is not configured',
      points: 15,
      config: { identity: { oidcIssuers: [EKS] } },
      tell: swapped('awsFrankfurt', 7),
    },
    {
      name: 'a cluster that is not configured, on a role without one',
      points: 70,
      config: { identity: { oidcIssuers: [GITHUB] } },
      tell: after(SWAPPED),
    },
    {
      name: 'a replaced cluster at an address that somebody here had for a day',
      points: 15,
      tell: (stage) => {
        stage.add(
          take(stage, { day: 12, by: user(A, 'job'), role: role('x'), place: 'awsFrankfurt', host: 9 }),
        );
        return swapped('awsFrankfurt', 9)(stage);
      },
    },
    { name: 'a replaced cluster at the old one’s address', points: 15, tell: swapped('awsFrankfurt', 7) },
    {
      name: 'a replaced cluster in an own network',
      points: 15,
      config: { organisation: { networks: [{ name: 'cellar', cidr: [`${address('cellar', 0)}/27`] }] } },
      tell: swapped('cellar', 3),
    },
  ],
  silent: [
    {
      name: 'a provider of the first days',
      tell: (stage) => {
        stage.add(run(stage, EVIL, 0));
        return after(EVIL)(stage);
      },
    },
    {
      name: 'another provider that is configured',
      config: { identity: { oidcIssuers: [GITHUB, EVIL] } },
      tell: after(EVIL),
    },
  ],
  almost: [
    {
      name: 'the first run on a role that people take, by a provider that another role has: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => [take(stage, { day, role: role('deploy') }), run(stage, GITHUB, day, 'other')]);
        return { ...run(stage, GITHUB), ...KALI };
      },
    },
    {
      name: 'the first pod on a role that no provider led to, of a new cluster: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('deploy') }));
        return { ...pod(stage, EKS, 'awsFrankfurt', 7), ...KALI };
      },
    },
    {
      name: 'on a role without history, a provider that another role has: unknown',
      unknown: 'history',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => run(stage, GITHUB, day, 'other'));
        return { ...run(stage, GITHUB), ...KALI };
      },
    },
  ],
});
