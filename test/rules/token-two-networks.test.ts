import { service, session, user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, issuedKey, serviceRole, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import { portalGrant } from '../../scripts/scenarios/portal-grant.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { getRoleCredentials, serviceCall, unnamedPortalUser } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/token-two-networks.ts';
import { appSession } from '../support/app-user.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, next, role, type Take, take } from '../support/chain.ts';
import { morningOf, ofPerson } from '../support/portal-person.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const OPS = role('Ops');
/** A session is issued in one place; what comes next is told from another. */
const born = (stage: Stage, how: Partial<Take> = {}) => {
  const issued = call(stage, { role: OPS, time: '08:00', ...how });
  stage.add(take(stage, { role: OPS, time: '08:00', ...how }));
  return next(issued);
};
const use = (stage: Stage, place: PlaceName, by = sessionOf('Ops'), time = '09:00', day = 30) =>
  callerIdentity({ at: stage.at(day, time), by, from: address(place, 3), account: A });
const stolen =
  (from: PlaceName, to: PlaceName, how: Partial<Take> = {}) =>
  (stage: Stage) =>
    use(stage, to, born(stage, { place: from, ...how }));
const intoCloud = (host: number) => (stage: Stage) => {
  daily(stage, (day) =>
    [11, 12, 13].map((n) =>
      callerIdentity({
        at: stage.at(day, '03:00'),
        by: user(A, `job${n}`),
        from: address('awsVirginia', n),
        account: A,
      }),
    ),
  );
  const by = born(stage);
  return callerIdentity({ at: stage.at(30, '09:00'), by, from: address('awsVirginia', host), account: A });
};

/** Somebody works in Berlin, on one day also at a machine in a cloud; then a token fetched in Berlin is used there. */
const ontoDesk = (since: number, host: number) => (stage: Stage) => {
  daily(stage, (day) => morningOf(stage, day, 'berlinHome'));
  const atDesk = morningOf(stage, since, 'awsVirginia', { host: 7 });
  stage.add(...(since < 30 ? atDesk : []), ...morningOf(stage, 30, 'berlinHome'));
  const by = ofPerson(stage, 30);
  return callerIdentity({ at: stage.at(30, '11:00'), by, from: address('awsVirginia', host), account: A });
};

const GITHUB_RUN = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
/** A session that a GitHub run got on its runner. */
const pipeline = (stage: Stage) => {
  const issued = call(stage, { role: OPS, time: '08:00', by: GITHUB_RUN, place: 'runners' });
  stage.add(withWebIdentity(issued));
  const federatedProvider = `arn:aws:iam::${A}:oidc-provider/${GITHUB}`;
  const extra = { webIdFederationData: { federatedProvider, attributes: {} } };
  return session({ role: OPS, session: 'work', key: issuedKey(issued), issuedAt: issued.at, extra });
};
/** The session of a person whose days are known, issued at home. */
const personal = (stage: Stage, last = 30) => {
  const person = { ...ALICE, places: ['berlinHome'] as const };
  for (let day = 0; day < last; day++) signIn(stage, person, stage.at(day, '08:00:00'), 'berlinHome');
  return session(signIn(stage, person, stage.at(last, '08:00:00'), 'berlinHome'));
};
/** A person whose sessions Identity Center's servers ask for, and who uses them at home. */
const byPortal = (stage: Stage, last = 30) => {
  for (let day = 0; day < last; day++) {
    stage.add(
      use(stage, 'berlinHome', session(portalGrant(stage, ALICE, stage.at(day, '08:00:00'))), '08:10', day),
    );
  }
  return session(portalGrant(stage, ALICE, stage.at(last, '08:00:00')));
};

const SET = { account: A, name: 'Admin', path: '/aws-reserved/sso.amazonaws.com/' };
const ENDING = '_7243976e43c75fc5';
/** A session of a permission set, as Identity Center gives it: under a key that no record of the issue names. */
const ofSet = (stage: Stage, time: string, userId = 'U-1', name = `AWSReservedSSO_${SET.name}${ENDING}`) => ({
  ...session({
    role: { ...SET, name },
    session: 'alice@example.com',
    key: 'ASIAOFNORECORDEXAMPL',
    issuedAt: stage.at(30, time),
  }),
  onBehalfOf: { userId, identityStoreArn: `arn:aws:identitystore::${A}:identitystore/d-1234567890` },
});
/** A call of another service in a console session, which has a key of its own, as every one there. */
const inConsole = (
  stage: Stage,
  time: string,
  place: PlaceName,
  { flag = 'true', since = '08:00:00' }: { readonly flag?: string; readonly since?: string } = {},
) => {
  const by = {
    ...ofSet(stage, since),
    accessKeyId: `ASIA${time.replace(':', '')}${place.toUpperCase()}EXAM`,
  };
  const said = { at: stage.at(30, time), by, from: address(place, 3), account: A };
  return { ...serviceCall('s3', 'ListBuckets', said, null), sessionCredentialFromConsole: flag };
};
const atHomeInConsole = (stage: Stage) =>
  stage.add(inConsole(stage, '09:00', 'berlinHome'), inConsole(stage, '09:10', 'berlinHome'));

/** A command line at home fetches the credentials of a permission set. */
const fetchAt = (stage: Stage, time: string, place: PlaceName = 'berlinHome', set = SET.name) =>
  stage.add(
    getRoleCredentials(
      { at: stage.at(30, time), by: unnamedPortalUser(A, 'U-1'), from: address(place, 3), account: A },
      { account: A, name: set },
    ),
  );

cases(rule, {
  fires: [
    {
      name: 'that of a program with tokens of an issuer of one’s own',
      points: 45,
      tell: (stage) => use(stage, 'lagos', appSession(stage, 'idp.example.com')),
    },
    {
      name: 'issued in Berlin, used in Lagos',
      tell: stolen('berlinHome', 'lagos'),
      points: 45,
      says: 'in two places, issued in AS64497 Havel Kabel (Germany), used in AS64501 Lagos Metro Net (Nigeria)',
    },
    {
      name: 'on the first day, issued in Berlin, used at a hoster abroad',
      tell: stolen('berlinHome', 'hoster'),
      points: 30,
    },
    {
      name: 'on the first day, issued in Berlin, used in a cloud abroad',
      tell: stolen('berlinHome', 'awsVirginia'),
      points: 30,
    },
    {
      name: 'on the first day, taken out of a cloud to a hoster',
      tell: stolen('awsVirginia', 'hoster'),
      points: 45,
    },
    {
      name: 'at a hoster abroad, where the organisation is known',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => use(stage, 'berlinHome', user(A, 'erin'), '10:00', day));
        return stolen('berlinHome', 'hoster')(stage);
      },
    },
    {
      name: 'a pipeline’s, taken out of its run into a relay',
      points: 45,
      tell: (stage) => use(stage, 'relay', pipeline(stage)),
    },
    {
      name: 'a pipeline’s without the mark of its federation, known by where it was issued',
      points: 45,
      tell: (stage) => {
        const issued = call(stage, { role: OPS, time: '08:00', by: GITHUB_RUN, place: 'runners' });
        stage.add(withWebIdentity(issued));
        return use(stage, 'relay', next(issued));
      },
    },
    {
      name: 'a machine’s, known by the history of its role, through a relay',
      points: 45,
      tell: (stage) => {
        daily(stage, (day) => use(stage, 'cellar', sessionOf('Sync', `ASIADAY${day}EXAMPLE`), '09:00', day));
        stage.add(use(stage, 'cellar', sessionOf('Sync'), '08:00'));
        return use(stage, 'relay', sessionOf('Sync'));
      },
    },
    {
      name: 'a person’s, through a relay where nobody here was ever seen',
      points: 20,
      tell: (stage) => {
        const issued = personal(stage);
        return use(stage, 'relay', issued);
      },
    },
    {
      name: 'a person’s, used at home and by a thief in a cloud, where Identity Center’s servers asked for it',
      points: 45,
      tell: (stage) => {
        const issued = byPortal(stage);
        stage.add(use(stage, 'berlinHome', issued, '08:30'));
        return use(stage, 'awsVirginia', issued);
      },
    },
    {
      name: 'a permission set’s, fetched at home, used abroad by a thief alone',
      points: 45,
      says: 'issued in AS64497 (Germany), used in AS64501 Lagos Metro Net (Nigeria)',
      tell: (stage) => {
        fetchAt(stage, '08:00:20');
        return use(stage, 'lagos', ofSet(stage, '08:00:20'));
      },
    },
    {
      name: 'the same in a call of another service, in a cloud where the organisation is known',
      points: 45,
      config: WATCH,
      tell: (stage) => {
        daily(stage, (day) => use(stage, 'berlinHome', user(A, 'erin'), '10:00', day));
        fetchAt(stage, '08:00:21');
        return watched(stage, 's3:ListBuckets', null, {
          by: ofSet(stage, '08:00:20'),
          place: 'awsVirginia',
        });
      },
    },
    {
      name: 'the cookie of a console session, in which every call has a key of its own',
      config: WATCH,
      points: 45,
      says: 'used in AS64497 (Germany) and in AS64501 Lagos Metro Net (Nigeria)',
      tell: (stage) => {
        atHomeInConsole(stage);
        return inConsole(stage, '09:20', 'lagos');
      },
    },
    { name: 'issued at home, used over mobile', tell: stolen('berlinHome', 'berlinMobile'), points: 20 },
    {
      name: 'used in two countries, its issue never seen',
      points: 45,
      says: 'in two places, used in AS64497 (Germany) and in AS64501 Lagos Metro Net (Nigeria)',
      tell: (stage) => {
        stage.add(use(stage, 'berlinHome', undefined, '08:00'));
        return use(stage, 'lagos');
      },
    },
    {
      name: 'taken out of AWS',
      points: 45,
      tell: stolen('awsVirginia', 'lagos'),
    },
    {
      name: 'the place is an own network, and the token leaves it',
      points: 45,
      tell: stolen('cellar', 'lagos'),
      config: { organisation: { networks: [{ name: 'cellar', cidr: ['203.0.113.160/27'] }] } },
    },
    {
      name: 'into an own network',
      points: 5,
      tell: stolen('lagos', 'cellar'),
      config: { organisation: { networks: [{ name: 'cellar', cidr: ['203.0.113.160/27'] }] } },
    },
    {
      name: 'into a network that the actor knows',
      points: 5,
      tell: (stage) => {
        daily(stage, (day) => use(stage, 'lisbon', sessionOf('Ops', `ASIADAY${day}EXAMPLE`), '09:00', day));
        return stolen('berlinHome', 'lisbon')(stage);
      },
    },
    {
      name: 'into a cloud where machines of the organisation live, at an address of nobody',
      points: 45,
      tell: intoCloud(3),
    },
    { name: 'into an address there that a machine has used', points: 5, tell: intoCloud(12) },
    {
      name: 'onto a person’s own machine in a cloud, known since yesterday',
      points: 5,
      tell: ontoDesk(29, 7),
    },
    { name: 'onto one that they use since today', points: 45, tell: ontoDesk(30, 7) },
    { name: 'onto a stranger’s beside it', points: 23, tell: ontoDesk(29, 8) },
    {
      name: 'the owner, where the token was issued, after the thief',
      points: 5,
      says: '(Germany), where it was issued',
      tell: (stage) => {
        const by = born(stage);
        stage.add(use(stage, 'lagos', by, '08:30'));
        return use(stage, 'berlinHome', by);
      },
    },
    {
      name: 'a call of another service',
      points: 45,
      config: WATCH,
      tell: (stage) => watched(stage, 's3:ListBuckets', null, { by: born(stage), place: 'lagos' }),
    },
    {
      name: 'the thief takes the next role, after other calls',
      points: 45,
      tell: (stage) => {
        const by = born(stage);
        stage.add(use(stage, 'lagos', by, '08:30'));
        return take(stage, { role: role('Next'), by, place: 'lagos' });
      },
    },
  ],
  silent: [
    { name: 'in one network', tell: stolen('berlinHome', 'berlinHome') },
    { name: 'from one cloud to the same', tell: stolen('awsVirginia', 'awsFrankfurt') },
    { name: 'a long-lived key', tell: (stage) => take(stage, { role: OPS, place: 'lagos' }) },
  ],
  almost: [
    { name: 'that of an app’s user', tell: (stage) => use(stage, 'lagos', appSession(stage)) },
    {
      name: 'a permission set’s, where it was fetched',
      tell: (stage) => {
        fetchAt(stage, '08:00:20');
        return use(stage, 'berlinHome', ofSet(stage, '08:00:20'));
      },
    },
    {
      name: 'a permission set’s, fetched in both places in one second',
      tell: (stage) => {
        fetchAt(stage, '08:00:20', 'lagos');
        fetchAt(stage, '08:00:20');
        return use(stage, 'lagos', ofSet(stage, '08:00:20'));
      },
    },
    {
      name: 'another session, set or person than what was fetched',
      tell: (stage) => {
        fetchAt(stage, '08:00:20');
        fetchAt(stage, '08:30:00', 'berlinHome', 'ReadOnly');
        stage.add(
          use(stage, 'lagos', ofSet(stage, '08:30:00')),
          use(stage, 'lagos', ofSet(stage, '08:00:20', 'U-2')),
        );
        return use(stage, 'lagos', ofSet(stage, '08:05:00'));
      },
    },
    {
      name: 'a permission set whose name begins alike',
      tell: (stage) => {
        fetchAt(stage, '08:00:20');
        return use(stage, 'lagos', ofSet(stage, '08:00:20', 'U-1', `AWSReservedSSO_AdminLight${ENDING}`));
      },
    },
    {
      name: 'a permission set’s, where it was fetched, though Identity Center asked from somewhere else',
      tell: (stage) => {
        const issue = { ...ALICE, role: { ...SET, name: `AWSReservedSSO_${SET.name}${ENDING}` } };
        signIn(stage, issue, stage.at(30, '08:00:20'), 'lagos');
        fetchAt(stage, '08:00:20');
        return use(stage, 'berlinHome', ofSet(stage, '08:00:20'));
      },
    },
    {
      name: 'fetched through a relay',
      tell: (stage) => {
        fetchAt(stage, '08:00:20', 'relay');
        return use(stage, 'lagos', ofSet(stage, '08:00:20'));
      },
    },
    {
      name: 'at home, where Identity Center’s servers asked for it',
      tell: (stage) => use(stage, 'berlinHome', byPortal(stage)),
    },
    { name: 'through a relay', tell: stolen('berlinHome', 'relay') },
    { name: 'from a relay', tell: stolen('relay', 'berlinHome') },
    {
      name: 'a person’s, through the relay of their device',
      tell: (stage) => {
        const issued = personal(stage);
        stage.add(use(stage, 'relay', personal(stage, 20), '10:00', 20));
        return use(stage, 'relay', issued);
      },
    },
    {
      name: 'a person’s, through a relay that a colleague uses',
      tell: (stage) => {
        const issued = personal(stage);
        stage.add(use(stage, 'relay', user(A, 'erin'), '10:00', 20));
        return use(stage, 'relay', issued);
      },
    },
    {
      name: 'issued by a service, which has no network',
      tell: (stage) => {
        const given = {
          at: stage.at(30, '08:00'),
          by: service('lambda.amazonaws.com'),
          account: A,
          role: OPS,
          session: 'work',
        };
        stage.add(serviceRole(given));
        return use(stage, 'lagos', sessionOf('Ops', issuedKey({ ...given, from: '' })));
      },
    },
    {
      name: 'two tokens of one role',
      tell: (stage) => {
        stage.add(use(stage, 'berlinHome', undefined, '08:00'));
        return use(stage, 'lagos', sessionOf('Ops', 'ASIAOTHEREXAMPLE'));
      },
    },
    {
      name: 'a console session, and another of the same person abroad',
      config: WATCH,
      tell: (stage) => {
        atHomeInConsole(stage);
        return inConsole(stage, '18:20', 'lagos', { since: '18:15:00' });
      },
    },
    {
      name: 'a console session whose CloudShell is in AWS',
      config: WATCH,
      tell: (stage) => {
        atHomeInConsole(stage);
        return inConsole(stage, '09:20', 'awsVirginia');
      },
    },
    {
      name: 'calls with keys of their own, outside the console',
      config: WATCH,
      tell: (stage) => {
        stage.add(inConsole(stage, '09:00', 'berlinHome', { flag: 'false' }));
        return inConsole(stage, '09:20', 'lagos', { flag: 'false' });
      },
    },
    {
      name: 'the second call of another service: said once',
      config: WATCH,
      tell: (stage) => {
        const by = born(stage);
        stage.add(watched(stage, 's3:ListBuckets', null, { by, place: 'lagos', time: '08:30' }));
        return watched(stage, 's3:ListBuckets', null, { by, place: 'lagos' });
      },
    },
    {
      name: 'AWS calls for the session',
      tell: (stage) => ({
        ...stolen('berlinHome', 'lagos')(stage),
        sourceIPAddress: 'cloudformation.amazonaws.com',
      }),
    },
  ],
});
