import { service, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, CLI, callerIdentity, issuedKey, serviceRole } from '../../scripts/records.ts';
import { instanceDay, instanceSession, podSession } from '../../scripts/scenarios/machines.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/workload-credentials-outside.ts';
import { cases, daily } from '../support/cases.ts';

/** An instance's credentials, used on a day. */
const instanceAt = (stage: Stage, place: PlaceName, n: number, day = 30) => {
  const by = session(instanceSession(stage, stage.at(day, '09:00')));
  const from = address(place, n);
  return callerIdentity({ at: stage.at(day, '09:30'), by, from, with: BOTO, account: SHOP });
};
/** A pod's, whose issue was never recorded. */
const podAt = (stage: Stage, place: PlaceName, n: number, day = 30) => {
  const by = session(podSession({ ...stage, add: () => {} }, stage.at(day, '09:00')));
  const from = address(place, n);
  return callerIdentity({ at: stage.at(day, '09:30'), by, from, with: BOTO, account: SHOP });
};
/** A cluster that moves to a hoster in its first week. */
const moved = (daysThere: number) => (stage: Stage) => {
  for (let day = 23; day < 30; day++) {
    stage.add(day < 30 - daysThere ? podAt(stage, 'awsFrankfurt', 7, day) : podAt(stage, 'hoster', 3, day));
  }
  return podAt(stage, 'hoster', 3);
};
/** An instance that is started anew with another address, of so many. */
const rotating = (addresses: number) => (stage: Stage) => {
  daily(stage, (day) => instanceAt(stage, 'awsFrankfurt', 20 + (day % addresses), day));
  return instanceAt(stage, 'awsVirginia', 3);
};
const CELLAR = { organisation: { networks: [{ name: 'cellar', cidr: [`${address('cellar', 0)}/27`] }] } };
const inCellar = (stage: Stage) => {
  quietDays(stage, [instanceDay]);
  return instanceAt(stage, 'cellar', 3);
};
const amongColleagues =
  (program = BOTO, routines = [instanceDay]) =>
  (stage: Stage) => {
    daily(stage, (day) =>
      ['ann', 'ben'].map((name) => {
        const [at, from] = [stage.at(day, '10:00'), address('berlinOffice', 2)];
        return callerIdentity({ at, by: user(SHOP, name), from, account: SHOP });
      }),
    );
    quietDays(stage, routines);
    return { ...instanceAt(stage, 'berlinOffice', 2), userAgent: program };
  };
const FUNCTION = { account: SHOP, name: 'resize' };
const OWN = { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: SHOP };
/** An instance in a subnet without a gateway, and then what its credentials do at an address of nobody. */
const inClosedSubnet = (more: object) => (stage: Stage) => {
  daily(stage, (day) => ({
    ...instanceAt(stage, 'awsFrankfurt', 20, day),
    ...OWN,
    sourceIPAddress: '10.0.3.4',
  }));
  return { ...instanceAt(stage, 'awsVirginia', 3), ...more };
};
const TOOL = { userAgent: 'Boto3/1.35.90 md/Botocore#1.35.90 Pacu/1.6.0' };

cases(rule, {
  fires: [
    {
      name: 'an instance’s credentials in an own network where it never runs',
      tell: inCellar,
      config: CELLAR,
      points: 40,
      says: 'credentials of an instance came from cellar, where the workload never runs',
    },
    {
      name: 'an instance’s credentials in a network that two of the organisation use',
      tell: amongColleagues(),
      points: 40,
    },
    {
      name: 'the same with a program that the instance never used: somebody took them along',
      tell: amongColleagues(CLI),
      points: 60,
      says: 'where the workload never runs, with aws-cli for the first time',
    },
    { name: 'the same of an instance that never called STS', tell: amongColleagues(CLI, []), points: 40 },
    {
      name: 'those of a function that never called STS, in a network that two of the organisation use',
      points: 40,
      tell: (stage) => {
        const { at, account, role } = { at: stage.at(30, '09:00'), account: SHOP, role: FUNCTION };
        const call = { at, by: service('lambda.amazonaws.com'), account, role, session: 'f', shared: at };
        stage.add(serviceRole(call));
        const key = issuedKey({ ...call, from: '' });
        const used = amongColleagues(CLI, [])(stage);
        return { ...used, userIdentity: session({ role, session: 'f', key, issuedAt: at }) };
      },
    },
    {
      name: 'the same in an own network, where the traffic may leave',
      tell: (stage) => ({ ...inCellar(stage), userAgent: CLI }),
      config: CELLAR,
      points: 40,
    },
    {
      name: 'an AWS address, of an instance that only ever came through a VPC endpoint',
      tell: inClosedSubnet({}),
      points: 30,
    },
    {
      name: 'the same with a program that it never used',
      tell: inClosedSubnet({ userAgent: CLI }),
      points: 40,
    },
    { name: 'a cluster that has been at a hoster for two days', tell: moved(2), points: 90 },
    { name: 'an AWS address that an instance of four addresses never had', tell: rotating(4), points: 30 },
    {
      name: 'with its evidence',
      tell: (stage) => instanceAt(stage, 'lagos', 3),
      shows: {
        workload: 'instance',
        ip: address('lagos', 3),
        network: 'Lagos Metro Net',
        role: 'web-instance',
      },
    },
  ],
  silent: [{ name: 'a cluster that has been at a hoster for three days', tell: moved(3) }],
  almost: [
    {
      name: 'a call of another service by an instance that never called STS, in a network of ours: unknown',
      config: { sessions: 'watch' },
      tell: (stage) => ({
        ...amongColleagues(CLI, [])(stage),
        eventSource: 's3.amazonaws.com',
        eventName: 'ListBuckets',
      }),
    },
    {
      name: 'the same in a call of another service, which may leave by a gateway every day',
      config: { sessions: 'watch' },
      tell: inClosedSubnet({ eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' }),
    },
    { name: 'an AWS address that an instance of five addresses never had', tell: rotating(5) },
    {
      name: 'an own network on the first day: unknown',
      tell: (stage) => ({ ...instanceAt(stage, 'cellar', 3), ...TOOL }),
      config: CELLAR,
      unknown: 'history',
    },
    {
      name: 'a pod without history in another cloud: clusters live there',
      tell: (stage) => podAt(stage, 'google', 3),
    },
    {
      name: 'a pod without history at a hoster: unknown',
      tell: (stage) => ({ ...podAt(stage, 'hoster', 3), ...TOOL }),
      unknown: 'history',
    },
    {
      name: 'through the account’s own VPC endpoint, from a private address that is an own network too',
      config: { organisation: { networks: [{ name: 'office', cidr: ['10.0.0.0/8'] }] } },
      tell: (stage) => ({ ...inCellar(stage), ...OWN, sourceIPAddress: '10.0.3.4' }),
    },
    {
      name: 'a VPC endpoint of nobody knows whom: unknown',
      tell: (stage) => ({
        ...inCellar(stage),
        ...TOOL,
        vpcEndpointId: OWN.vpcEndpointId,
        sourceIPAddress: '10.0.3.4',
      }),
      unknown: 'origin',
    },
  ],
});
