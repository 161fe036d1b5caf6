import { type Caller, user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/token-two-networks.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, next, role, take } from '../support/chain.ts';
import { WATCH, watched } from '../support/watched.ts';

const OPS = { role: role('Ops'), time: '08:00' };
/** The session of a role that dave took at home. */
const born = (stage: Stage) => {
  stage.add(take(stage, OPS));
  return next(call(stage, OPS));
};
const use = (stage: Stage, place: PlaceName, by: Caller) =>
  callerIdentity({ at: stage.at(30, '09:00'), by, from: address(place, 3), account: A });
const listing = (stage: Stage, place: PlaceName, by: Caller, time: string) =>
  watched(stage, 's3:ListBuckets', null, { time, place, by });

/** The session that a pipeline got. */
function ofRun(stage: Stage, place: PlaceName): Caller {
  const by = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
  const issued = call(stage, { ...OPS, by, place });
  stage.add(withWebIdentity(issued));
  const extra = { webIdFederationData: { federatedProvider: by['identityProvider'], attributes: {} } };
  const session = next(issued);
  return { ...session, sessionContext: { ...Object(session['sessionContext']), ...extra } };
}

/** The same, used elsewhere, after a month in which three people worked in their office. */
const runaway =
  (to: PlaceName, from: PlaceName = 'runners') =>
  (stage: Stage) => {
    daily(stage, (day) =>
      ['ann', 'ben', 'cas'].map((name) => {
        const [at, office] = [stage.at(day, '10:00'), address('berlinOffice', 2)];
        return callerIdentity({ at, by: user(A, name), from: office, account: A });
      }),
    );
    return use(stage, to, ofRun(stage, from));
  };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: (stage) => use(stage, 'lagos', born(stage)),
      shows: {
        accessKeyId: String(next(call(createStage(1), OPS))['accessKeyId']),
        here: 'AS64501',
        other: 'AS64497',
        countries: 'DE NG',
      },
    },
    {
      name: 'by a call of another service, after one at home',
      config: WATCH,
      points: 45,
      tell: (stage) => {
        const by = born(stage);
        stage.add(listing(stage, 'berlinHome', by, '08:30'));
        return listing(stage, 'lagos', by, '09:00');
      },
    },
    {
      name: 'on the first day, a pipeline’s, from its office to a hoster: it has no VPN',
      points: 45,
      tell: (stage) => use(stage, 'hoster', ofRun(stage, 'berlinOffice')),
    },
    { name: 'a pipeline’s, from its runner to a hoster', points: 70, tell: runaway('hoster') },
    { name: 'a pipeline’s, from its runner to a line', points: 70, tell: runaway('lagos') },
    { name: 'a pipeline’s, from its runner into another cloud', points: 45, tell: runaway('awsFrankfurt') },
    { name: 'a pipeline’s, from an own runner to a hoster', points: 45, tell: runaway('hoster', 'cellar') },
    {
      name: 'a pipeline’s, from its runner to where colleagues work',
      points: 5,
      tell: runaway('berlinOffice'),
    },
    {
      name: 'a pipeline’s, on the first day',
      points: 45,
      tell: (stage) => use(stage, 'hoster', ofRun(stage, 'runners')),
    },
  ],
  silent: [
    {
      name: 'by a second call of another service from there: it is said',
      config: WATCH,
      tell: (stage) => {
        const by = born(stage);
        stage.add(listing(stage, 'lagos', by, '08:30'));
        return listing(stage, 'lagos', by, '09:00');
      },
    },
  ],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...use(stage, 'lagos', born(stage)),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    {
      name: 'by a call with a token that has run out',
      tell: (stage) => ({ ...use(stage, 'lagos', born(stage)), errorCode: 'ExpiredTokenException' }),
    },
  ],
});
