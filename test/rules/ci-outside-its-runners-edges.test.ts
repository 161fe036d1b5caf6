import { user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/ci-outside-its-runners.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const MAIN = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
const POD = webIdentity(A, EKS, 'system:serviceaccount:shop:checkout');
const run = (stage: Stage, place: PlaceName, day = 30, by = MAIN) =>
  withWebIdentity(call(stage, { day, role: role('deploy'), by, place, host: 1 + (day % 30) }));
const after =
  (now: PlaceName, before: (day: number) => PlaceName = () => 'runners', by = MAIN) =>
  (stage: Stage) => {
    daily(stage, (day) => run(stage, before(day), day, by));
    return run(stage, now, 30, by);
  };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      says: 'the pipeline ran in Azure on 30 days, and never in Lagos Metro Net',
      shows: {
        ip: address('lagos', 1),
        network: 'Lagos Metro Net',
        clouds: 'Azure',
        daysInClouds: 30,
        percentInClouds: 100,
      },
      tell: after('lagos'),
    },
    {
      name: 'on a home line, after two clouds',
      points: 45,
      tell: after('lagos', (day) => (day % 2 ? 'runners' : 'google')),
    },
    {
      name: 'on four days of five in clouds',
      points: 15,
      tell: after('lagos', (day) => (day % 5 ? 'runners' : 'cellar')),
    },
    {
      name: 'on a home line from which somebody here works',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, by: user(A, 'eve'), role: role('x'), place: 'lagos' }));
        return after('lagos')(stage);
      },
    },
  ],
  silent: [
    {
      name: 'on three days of four in clouds',
      tell: after('lagos', (day) => (day % 4 ? 'runners' : 'cellar')),
    },
  ],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...after('lagos')(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    { name: 'a pod, which another rule asks', tell: after('lagos', () => 'awsFrankfurt', POD) },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...run(stage, 'lagos'), userAgent: 'aws-cli/2.22.12 kali' }),
    },
  ],
});
