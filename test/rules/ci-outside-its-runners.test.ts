import { user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/ci-outside-its-runners.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role } from '../support/chain.ts';

const run = (stage: Stage, place: PlaceName, day = 30) =>
  withWebIdentity(
    call(stage, {
      day,
      role: role('deploy'),
      by: webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main'),
      place,
      host: place === 'relay' ? 3 : 1 + day,
    }),
  );
const after =
  (now: PlaceName, before: (day: number) => PlaceName = () => 'runners') =>
  (stage: Stage) => {
    daily(stage, (day) => run(stage, before(day), day));
    return run(stage, now);
  };
/** A machine of the organisation lives at an address of AWS; the pipeline ran in Azure, and now runs in AWS. */
const besideMachine = (host: number) => (stage: Stage) => {
  const [by, account] = [user(A, 'job'), A];
  daily(stage, (day) =>
    callerIdentity({ at: stage.at(day, '03:00'), by, from: address('awsVirginia', host), account }),
  );
  return after('awsVirginia')(stage);
};

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'on a home line', points: 45, tell: after('lagos') },
    { name: 'through a relay', points: 45, tell: after('relay') },
    { name: 'at a hoster', points: 45, tell: after('hoster') },
    { name: 'in another cloud', points: 45, tell: after('awsVirginia') },
    {
      name: 'in another cloud, where machines of the organisation have other addresses',
      points: 45,
      tell: besideMachine(2),
    },
    {
      name: 'in a third cloud',
      points: 15,
      tell: after('awsVirginia', (day) => (day % 2 ? 'runners' : 'google')),
    },
    {
      name: 'a pipeline that mostly ran in clouds',
      points: 15,
      says: 'ran in Azure on 27 days',
      tell: after('lagos', (day) => (day % 10 === 5 ? 'cellar' : 'runners')),
    },
  ],
  silent: [
    { name: 'on its runners', tell: after('runners') },
    { name: 'no history', tell: (stage) => run(stage, 'lagos') },
    { name: 'on a self-hosted runner of every day', tell: after('cellar', () => 'cellar') },
  ],
  almost: [
    { name: 'in its cloud, in another region', tell: after('awsVirginia', () => 'awsFrankfurt') },
    { name: 'in another cloud, behind a gateway of the organisation', tell: besideMachine(31) },
    ...(['relay', 'hoster', 'cellar'] as const).map((place) => ({
      name: `half of its runs: ${place}`,
      tell: after('lagos', (day) => (day % 2 ? place : 'runners')),
    })),
    {
      name: 'its own network by configuration',
      config: { organisation: { networks: [{ name: 'cellar', cidr: ['203.0.113.160/27'] }] } },
      tell: after('cellar'),
    },
  ],
});
