import { type Caller, outsider, session, user, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import {
  BOTO,
  callerIdentity,
  issuedKey,
  MAC_CLI,
  type RawCloudTrail,
  stsCall,
  withWebIdentity,
} from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { pipelineSession, runOf } from '../../scripts/scenarios/pipelines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/fan-out.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, dave, next, role, type Take, take } from '../support/chain.ts';
import { takenBy } from '../support/taken-by.ts';
import { sessionOf } from '../support/watched.ts';

const ORGANISATION = 'OrganizationAccountAccessRole';
const THEIRS = '777766665555';
const HOME = '444455556666';
const TOOL = { userAgent: 'Boto3/1.35.90 kali' };
/** Roles in so many accounts, five seconds apart; the last one is judged. */
const spread = (stage: Stage, accounts: number, how: Partial<Take> = {}) => {
  const records = Array.from({ length: accounts }, (_, at) =>
    take(stage, { role: role('audit', `2222222222${at + 10}`), time: `09:00:${at * 5 + 10}`, ...how }),
  );
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};
const usual = (stage: Stage) => daily(stage, (day) => take(stage, { day, role: role('reader') }));
const after =
  (accounts: number, how: Partial<Take> = { place: 'lagos' }) =>
  (stage: Stage) => {
    usual(stage);
    return spread(stage, accounts, how);
  };
/** Three accounts, and a fourth some minutes after the first. */
const lasting = (time: string) => (stage: Stage) => {
  usual(stage);
  stage.add(spread(stage, 3, { place: 'lagos' }));
  return take(stage, { role: role('audit', '222222222230'), time, place: 'lagos' });
};
/** Others in a place, then four accounts of dave from there. */
const shared = (place: PlaceName, others: number) => (stage: Stage) => {
  const names = ['ann', 'ben', 'cem'].slice(0, others);
  daily(stage, (day) => names.map((name) => take(stage, { day, role: role('x'), by: user(A, name), place })));
  return after(4, { place, host: 9 })(stage);
};
/** Others of an account in a place, only on the day before; then four accounts of dave from there. */
const since =
  (place: PlaceName, others: number, account = A) =>
  (stage: Stage) => {
    const names = ['ann', 'ben', 'cem'].slice(0, others);
    daily(stage, (day) => {
      const there = day === 29 ? ({ place, host: 9 } as const) : {};
      return names.map((name) =>
        take(stage, { day, role: role('x'), by: user(account, name), with: MAC_CLI, ...there }),
      );
    });
    return after(4, { place, host: 9 })(stage);
  };
/** Four accounts from a place where a person’s key asked on earlier days whose it is: nobody is refused that. */
const prepared = (place: PlaceName, days: readonly number[]) => (stage: Stage) => {
  const there = { place, host: 9, with: MAC_CLI } as const;
  daily(stage, (day) => {
    if (days.includes(day)) return callerIdentity(call(stage, { ...there, day, role: role('x') }));
    // nobody is in two places on a day
    return Math.min(...days.map((other) => Math.abs(other - day))) > 1
      ? take(stage, { day, role: role('reader'), with: MAC_CLI })
      : [];
  });
  return spread(stage, 4, there);
};
/** A machine in AWS with the addresses of its days, then four accounts from one of AWS. */
const inAws =
  (hosts: (day: number) => readonly number[], how: Partial<Take> = {}) =>
  (stage: Stage) => {
    daily(stage, (day) => take(stage, { day, role: role('x'), by: user(A, 'other'), place: 'cellar' }));
    daily(stage, (day) =>
      hosts(day).map((host, at) =>
        take(stage, {
          day,
          role: role('reader'),
          time: `09:${at + 10}`,
          place: 'awsFrankfurt',
          host,
          ...how,
        }),
      ),
    );
    return spread(stage, 4, { place: 'awsFrankfurt', host: 62, ...how });
  };
/** A machine that comes through a VPC endpoint, on so many days also from another address of AWS each; then four accounts. */
const behindEndpoint = (roaming: number) => (stage: Stage) => {
  const endpoint = { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: A };
  const inVpc = { ...endpoint, sourceIPAddress: '10.0.3.4' };
  daily(stage, (day) => ({ ...take(stage, { day, role: role('reader') }), ...inVpc }));
  const gone = { role: role('reader'), time: '10:00', place: 'awsFrankfurt' } as const;
  daily(stage, (day) => (day < roaming ? take(stage, { ...gone, day, host: day + 1 }) : []));
  return spread(stage, 4, { place: 'awsFrankfurt', host: 62 });
};
const inVpcOf = (account: string) => ({
  ...{ vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: account },
  sourceIPAddress: '10.0.3.4',
});
/** Those roles, and before them a quiet call of dave’s key through that endpoint. */
const quietly = (account: string, tell: (stage: Stage) => RawCloudTrail) => (stage: Stage) => {
  const quiet = callerIdentity(call(stage, { day: 29, time: '12:00', role: role('x'), with: MAC_CLI }));
  stage.add({ ...quiet, ...inVpcOf(account) });
  return tell(stage);
};
/** A person’s key in the network of an account, through its VPC endpoint, in which others of ours were for so many days. */
const through =
  (account: string, days: number, others = [user(THEIRS, 'ann'), user(A, 'ben')]) =>
  (stage: Stage) => {
    const inVpc = inVpcOf(account);
    daily(stage, (day) => take(stage, { day, role: role('reader'), with: MAC_CLI }));
    daily(stage, (day) => take(stage, { day, role: role('x', THEIRS), by: user(THEIRS, 'cem') }));
    daily(stage, (day) =>
      day % 10 < days
        ? others.map((by) => ({ ...take(stage, { day, role: role('x', THEIRS), by }), ...inVpc }))
        : [],
    );
    const records = [0, 1, 2, 3].map((at) =>
      take(stage, { role: role('audit', `2222222222${at + 10}`), time: `09:00:${at + 10}`, with: MAC_CLI }),
    );
    const [last = {}, ...before] = records.reverse().map((record) => ({ ...record, ...inVpc }));
    stage.add(...before);
    return last;
  };
/** Accounts so many minutes apart; the last one is judged. */
const slowly =
  (accounts: number, minutes: number, how: Partial<Take> = {}, before = usual) =>
  (stage: Stage) => {
    before(stage);
    const records = Array.from({ length: accounts }, (_, at) =>
      take(stage, {
        ...{ role: role('audit', `2222222222${at + 10}`), place: 'lagos' },
        ...{ time: new Date(at * minutes * 60_000).toISOString().slice(11, 19), ...how },
      }),
    );
    stage.add(...records.slice(0, -1));
    return records.at(-1) ?? {};
  };
/** Seven accounts over the day, at home, and then an eighth from elsewhere. */
const moved = (by: (at: number) => Caller, place: PlaceName) => (stage: Stage) => {
  daily(stage, (day) => take(stage, { day, role: role('reader'), by: by(0), place }));
  const one = (at: number, where: PlaceName) =>
    take(stage, {
      ...{ role: role('audit', `2222222222${at + 10}`), time: `1${at}:00`, by: by(at) },
      ...{ place: where, host: at + 1 },
    });
  stage.add(...[0, 1, 2, 3, 4, 5, 6].map((at) => one(at, place)));
  return one(7, 'lagos');
};
/** An outside principal in so many accounts’ roles, through a VPC endpoint of its own account. */
const behindItsOwn = (stage: Stage) => {
  usual(stage);
  const by = outsider(THEIRS, 'AROAOUTSIDEREXAMPLE', 'x');
  daily(stage, (day) => take(stage, { day, role: role('audit', '222222222213') }));
  const records = [0, 1, 2, 3].map((at) => ({
    ...take(stage, { role: role('audit', `2222222222${at + 10}`), time: `09:00:${at + 10}`, by }),
    ...inVpcOf(THEIRS),
  }));
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};
/** Two addresses a day, of so many. */
const pool = (size: number) => (day: number) => [20 + ((2 * day) % size), 20 + ((2 * day + 1) % size)];
/** A vendor’s principal, which gives an external id, in four accounts; before it, roles that others take. */
const vendor =
  (before: (stage: Stage) => void = () => {}, how: Partial<Take> = { externalId: 'x-1' }) =>
  (stage: Stage) => {
    usual(stage);
    before(stage);
    const by = outsider(THEIRS, 'AROAVENDOREXAMPLE', 'scan');
    return spread(stage, 4, { by, place: 'awsVirginia', ...how });
  };
/** Another outsider takes a role every day. */
const anothers = (stage: Stage) =>
  daily(stage, (day) => {
    const by = outsider('666655554444', 'AROAOTHEREXAMPLE', 'scan');
    return take(stage, { day, role: role('audit', '222222222213'), by, externalId: 'y-1' });
  });
/** The first run of a repository in a cloud, exchange and session, while another of the organisation runs in a second one. */
const firstRunIn = (place: PlaceName, usualPlace: PlaceName, days: number) => (stage: Stage) => {
  usual(stage);
  daily(
    stage,
    (day) =>
      withWebIdentity({ ...runOf(stage, stage.at(day, '10:00')), from: address(usualPlace, (day % 20) + 1) }),
    days,
  );
  const by = webIdentity(A, GITHUB, 'repo:example-org/rollout:ref:refs/heads/main');
  const from = address(place, 25);
  const exchange = { ...runOf(stage, stage.at(30, '08:59')), by, role: role('Rollout'), from };
  stage.add(withWebIdentity(exchange));
  return spread(stage, 4, { by: pipelineSession(exchange), place, host: 25 });
};
/** The first run of a repository: its token is exchanged, and the session goes on into four accounts. */
const firstRun =
  (
    how: Partial<Take> = {},
    [issuer, subject]: readonly [string, string] = [GITHUB, 'repo:example-org/rollout:ref:refs/heads/main'],
  ) =>
  (stage: Stage) => {
    usual(stage);
    daily(stage, (day) => withWebIdentity(runOf(stage, stage.at(day, '10:00'))));
    const by = webIdentity(A, issuer, subject);
    const exchange = { ...runOf(stage, stage.at(30, '08:59')), by, role: role('Rollout') };
    stage.add(withWebIdentity(exchange));
    return spread(stage, 4, { by: pipelineSession(exchange), place: 'runners', host: 99, ...how });
  };
/** Code without history in AWS, by its first session: eight accounts; `before` gives roles, or it, a history. */
const newTool =
  (
    how: Partial<Take> & { readonly name?: string } = {},
    before: (stage: Stage) => void = () => {},
    copy: (record: RawCloudTrail) => RawCloudTrail = (record) => record,
  ) =>
  (stage: Stage) => {
    const { name = 'audit', ...more } = how;
    usual(stage);
    before(stage);
    const by = takenBy(stage, 'ecs-tasks.amazonaws.com', 'Inventory');
    const taken = Array.from({ length: 8 }, (_, at) => role(name, `2222222222${at + 10}`));
    const records = taken.map((one, at) =>
      copy(
        take(stage, {
          ...{ role: one, account: A, by, time: `09:00:${at * 5 + 10}`, with: BOTO },
          ...{ place: 'awsFrankfurt', host: 40, ...more },
        }),
      ),
    );
    stage.add(...records.slice(0, -1));
    return records.at(-1) ?? {};
  };
/** A user's key takes a role under a name of the caller's choice, and goes on with that session. */
const called = (name: string) => (stage: Stage) => {
  usual(stage);
  const first = { by: user(A, 'newcomer'), role: role('Inventory'), session: name, time: '08:50' } as const;
  const there = { place: 'awsFrankfurt', host: 40, with: BOTO } as const;
  stage.add(take(stage, { ...first, ...there }));
  return spread(stage, 8, { by: next(call(stage, { ...first, ...there })), account: A, ...there });
};
/** Owners' records of a principal of an account whose own trail was seen until a day. */
const unheard = (days: number) => (stage: Stage) => {
  const erins = { role: role('x', HOME), by: user(HOME, 'erin'), account: HOME };
  daily(stage, (day) => (day < days ? take(stage, { day, ...erins }) : []));
  usual(stage);
  return spread(stage, 8, { by: outsider(HOME, 'AROAOUTEXAMPLE'), place: 'lagos' });
};
const PERSON = session({
  role: {
    account: A,
    name: 'AWSReservedSSO_Admin_7243976e43c75fc5',
    path: '/aws-reserved/sso.amazonaws.com/',
  },
  session: 'erin@example.com',
  key: 'ASIAERINEXAMPLE',
  issuedAt: '2026-03-02T00:00:00Z',
});

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      tell: after(4),
      says: 'roles in 4 accounts within 10 minutes, from a strange place',
      shows: {
        role: 'arn:aws:iam::222222222213:role/audit',
        accounts: '222222222210, 222222222211, 222222222212, 222222222213',
        place: 'strange',
      },
    },
    { name: 'seven accounts', tell: after(7), points: 60 },
    {
      name: 'Control Tower’s role, for the first time',
      points: 60,
      tell: after(1, { place: 'lagos', role: role('AWSControlTowerExecution', THEIRS) }),
    },
    {
      name: 'a fourth account nine and a half minutes after the first',
      tell: lasting('09:09:40'),
      points: 60,
    },
    {
      name: 'an organisation role in a second account, where history still holds every role',
      points: 60,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role(ORGANISATION, THEIRS) }));
        return take(stage, { role: role(ORGANISATION, '888877776666'), place: 'lagos' });
      },
    },
    {
      name: 'from an own network',
      points: 25,
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: after(4),
    },
    {
      name: 'from an address in AWS that another of the organisation has used',
      points: 25,
      tell: (stage) => {
        daily(stage, (day) =>
          take(stage, { day, role: role('x'), by: user(A, 'job'), place: 'awsFrankfurt', host: 11 }),
        );
        return after(4, { place: 'awsFrankfurt', host: 11 })(stage);
      },
    },
    { name: 'a new vendor, in roles that nobody else takes', points: 15, tell: vendor() },
    { name: 'a new tool of ours in AWS, in roles that nobody else takes', points: 25, tell: newTool() },
    { name: 'such a tool’s credentials outside AWS', points: 90, tell: newTool({ place: 'lagos' }) },
    { name: 'such a tool in administrators’ roles', points: 90, tell: newTool({ name: 'OpsAdmin' }) },
    {
      name: 'such a tool in a role that somebody else takes',
      points: 90,
      tell: newTool({}, (stage) =>
        daily(stage, (day) => take(stage, { day, role: role('audit', '222222222217'), by: user(A, 'ann') })),
      ),
    },
    {
      name: 'such a tool that has a history',
      points: 90,
      tell: newTool({}, (stage) =>
        daily(stage, (day) => {
          const by = takenBy(stage, 'ecs-tasks.amazonaws.com', 'Inventory', day);
          return take(stage, { day, by, role: role('reader'), place: 'awsFrankfurt', host: 9, with: BOTO });
        }),
      ),
    },
    {
      name: 'a session without history that nobody saw a service take',
      points: 90,
      tell: newTool({ by: sessionOf('Inventory') }),
    },
    { name: 'a session called like an instance', points: 90, tell: called('i-0123456789abcdef0') },
    {
      name: 'a session called like a pod',
      points: 90,
      tell: called('eks-prod-web-0a1b2c3d-1234-1234-1234-0a1b2c3d4e5f'),
    },
    {
      name: 'the role owners’ records, four days after the account’s own trail was stopped',
      points: 90,
      tell: unheard(27),
    },
    { name: 'an outsider without external id', points: 60, tell: vendor(undefined, {}) },
    {
      name: 'a user of ours who gives an external id',
      points: 60,
      tell: after(4, { place: 'lagos', externalId: 'x-1' }),
    },
    {
      name: 'a principal of an account of ours that gives one',
      points: 60,
      config: { organisation: { accounts: [A, THEIRS] } },
      tell: vendor(),
    },
    {
      name: 'an outsider in a role that others take',
      points: 60,
      tell: vendor((stage) =>
        daily(stage, (day) => take(stage, { day, role: role('audit', '222222222213') })),
      ),
    },
    {
      name: 'an outsider in a role of another outsider',
      points: 60,
      tell: vendor(anothers),
    },
    {
      name: 'a trusted outsider in a role of another: the vendor has moved to another account',
      points: 15,
      config: { organisation: { trusted: [{ account: THEIRS, name: 'vendor' }] } },
      tell: vendor(anothers),
    },
    {
      name: 'a trusted outsider that gives no external id',
      points: 60,
      config: { organisation: { trusted: [{ account: THEIRS, name: 'vendor' }] } },
      tell: vendor(anothers, {}),
    },
    {
      name: 'a trusted outsider in a role that a machine of ours takes every day',
      points: 60,
      config: { organisation: { trusted: [{ account: THEIRS, name: 'vendor' }] } },
      tell: vendor((stage) =>
        daily(stage, (day) => take(stage, { day, role: role('audit', '222222222213') })),
      ),
    },
    {
      name: 'a trusted outsider in an organisation role that nobody ever took',
      points: 60,
      config: { organisation: { trusted: [{ account: THEIRS, name: 'vendor' }] } },
      tell: (stage) => {
        const by = outsider(THEIRS, 'AROAVENDOREXAMPLE', 'scan');
        const how = { by, externalId: 'x-1', place: 'awsVirginia' } as const;
        vendor()(stage);
        stage.add(spread(stage, 3, how));
        return take(stage, { ...how, role: role(ORGANISATION, '222222222244'), time: '09:01' });
      },
    },
    ...(['lagos', 'hoster', 'awsFrankfurt'] as const).flatMap((place) => [
      {
        name: `from a place where the thief has asked who he is on the day before: ${place}`,
        points: 60,
        tell: prepared(place, [29]),
      },
      {
        name: `from a place where the actor was for three days of a week: ${place}`,
        points: 25,
        tell: prepared(place, [20, 25, 29]),
      },
    ]),
    {
      name: 'through a VPC endpoint of another account of ours, whose network nobody uses',
      points: 60,
      tell: through(THEIRS, 0),
    },
    {
      name: 'through one of another account of ours, in which two others work every day',
      points: 25,
      tell: through(THEIRS, 10),
    },
    { name: 'through one of its own account', points: 25, tell: through(A, 0) },
    ...[0, 1, 2].map((others) => ({
      name: `through one of another account, after a quiet call, in which so many others work every day: ${others}`,
      points: others < 2 ? 60 : 25,
      tell: quietly(THEIRS, through(THEIRS, 10, [user(THEIRS, 'ann'), user(A, 'ben')].slice(0, others))),
    })),
    {
      name: 'through one of another account, in which the actor alone was for days',
      points: 25,
      tell: through(THEIRS, 10, [dave]),
    },
    {
      name: 'through one of another account, in which the actor and one other were for days',
      points: 60,
      tell: through(THEIRS, 10, [dave, user(THEIRS, 'ann')]),
    },
    {
      name: 'a principal of an account of ours, through an endpoint of it',
      points: 25,
      config: { organisation: { accounts: [A, THEIRS] } },
      tell: behindItsOwn,
    },
    {
      name: 'eight accounts, one every four minutes, from a strange place',
      points: 60,
      says: 'roles in 8 accounts within 24 hours, from a strange place',
      tell: slowly(8, 4),
    },
    { name: 'eight accounts over twenty-one hours', points: 60, tell: slowly(8, 180) },
    {
      name: 'eight accounts, slowly, where only twelve in minutes are reported',
      points: 60,
      config: { rules: { 'fan-out': { someAccounts: 12, manyAccounts: 20 } } },
      tell: slowly(8, 20),
    },
    {
      name: 'eight accounts, slowly, by a vendor that takes roles of its own',
      points: 15,
      tell: (stage) => {
        vendor()(stage);
        const by = outsider(THEIRS, 'AROAVENDOREXAMPLE', 'scan');
        daily(stage, (day) => take(stage, { day, role: role('audit', THEIRS), by, externalId: 'x-1' }));
        return slowly(8, 20, { by, externalId: 'x-1' })(stage);
      },
    },
    { name: 'from a hoster that two others use', points: 60, tell: shared('hoster', 2) },
    { name: 'from an office that two others use', points: 25, tell: shared('berlinOffice', 2) },
    { name: 'from a cloud of runners that two others use', points: 25, tell: shared('runners', 2) },
    {
      name: 'from an office that three others use since yesterday',
      points: 25,
      tell: since('berlinOffice', 3),
    },
    {
      name: 'from an office that two others use since yesterday',
      points: 60,
      tell: since('berlinOffice', 2),
    },
    { name: 'from a network that three others use since yesterday', points: 25, tell: since('lagos', 3) },
    {
      name: 'from a network that three users of another account use since yesterday',
      points: 60,
      tell: since('lagos', 3, THEIRS),
    },
    { name: 'from a hoster that three others use since yesterday', points: 60, tell: since('hoster', 3) },
    {
      name: 'from an address in AWS that three others use since yesterday',
      points: 25,
      tell: since('awsFrankfurt', 3),
    },
    {
      name: 'from one that two others use since yesterday',
      points: 60,
      tell: since('awsFrankfurt', 2),
    },
    { name: 'the first run of a repository, on a hosted runner', points: 25, tell: firstRun() },
    {
      name: 'the first run of a repository, all of it in a cloud where none of ours runs',
      points: 60,
      tell: firstRunIn('google', 'runners', 30),
    },
    {
      name: 'the first run of a repository, in a cloud where another has run for two days',
      points: 60,
      tell: firstRunIn('runners', 'runners', 2),
    },
    {
      name: 'the first run of a repository, in a cloud where another has run for three days',
      points: 25,
      tell: firstRunIn('runners', 'runners', 3),
    },
    {
      name: 'the first run of a repository in AWS, where others of ours run',
      points: 60,
      tell: firstRunIn('awsFrankfurt', 'awsFrankfurt', 30),
    },
    {
      name: 'the first run of a repository, its session in another cloud',
      points: 60,
      tell: firstRun({ place: 'google', host: 9 }),
    },
    {
      name: 'the first run of a repository, its session at a hosting provider',
      points: 60,
      tell: firstRun({ place: 'hoster', host: 9 }),
    },
    {
      name: 'the first run of a stranger’s repository, on a hosted runner',
      points: 60,
      tell: firstRun({}, [GITHUB, 'repo:mallory/rollout:ref:refs/heads/main']),
    },
    {
      name: 'the first run of a pipeline whose provider nobody here used before, on a hosted runner',
      points: 60,
      tell: firstRun({}, ['gitlab.example.net', 'project_path:ops/x:ref_type:branch:ref:main']),
    },
    { name: 'from a cloud of runners that one other uses', points: 60, tell: shared('runners', 1) },
    {
      name: 'a machine in AWS, at the address that it always has',
      points: 25,
      tell: (stage) => {
        inAws(() => [3])(stage);
        return take(stage, {
          role: role('audit', '222222222230'),
          place: 'awsFrankfurt',
          host: 3,
          time: '09:02',
        });
      },
    },
    {
      name: 'a role’s session in AWS that has another address in every run',
      points: 25,
      tell: inAws((day) => [day + 1], { by: sessionOf('Sync') }),
    },
    {
      name: 'a person in AWS who had another address every day',
      points: 60,
      tell: inAws((day) => [day + 1], { by: PERSON }),
    },
    {
      name: 'a machine in AWS that only ever came through a VPC endpoint',
      points: 60,
      tell: behindEndpoint(0),
    },
    {
      name: 'such a machine, after one call from a stray address',
      points: 60,
      tell: behindEndpoint(1),
    },
    {
      name: 'such a machine, roaming on every second day besides',
      points: 25,
      tell: behindEndpoint(15),
    },
    {
      name: 'a machine that was in AWS on three days, at three addresses',
      points: 25,
      tell: (stage) => {
        daily(stage, (day) =>
          take(stage, {
            day,
            role: role('reader'),
            place: day % 7 === 5 ? 'awsFrankfurt' : 'cellar',
            host: day + 1,
          }),
        );
        return spread(stage, 4, { place: 'awsFrankfurt', host: 62 });
      },
    },
    {
      name: 'a machine in AWS behind four gateways, each on a quarter of its days',
      points: 60,
      tell: inAws((day) => (day < 2 ? [] : [3 + (day % 4)])),
    },
    {
      name: 'a machine in AWS behind five gateways, each on a fifth of its days: its addresses come and go',
      points: 25,
      tell: inAws((day) => [3 + (day % 5)]),
    },
    {
      name: 'a machine whose address changes every few days',
      points: 25,
      tell: inAws((day) => [3 + Math.floor(day / 5)]),
    },
    { name: 'a machine with a pool of sixteen addresses', points: 25, tell: inAws(pool(16)) },
    {
      name: 'a machine with a pool of six, each on a third of its days',
      points: 60,
      tell: inAws(pool(6)),
    },
    {
      name: 'a machine with one address, and a pool beside it',
      points: 60,
      tell: inAws((day) => [3, ...pool(18)(day)]),
    },
  ],
  silent: [
    {
      name: 'its own role, after four accounts',
      tell: (stage) => {
        stage.add(after(4)(stage));
        return take(stage, { role: role('reader'), time: '09:02', place: 'lagos' });
      },
    },
    { name: 'a fourth account ten and a half minutes after the first', tell: lasting('09:10:40') },
    {
      name: 'eight accounts, slowly, from a place of every day',
      tell: slowly(8, 4, { place: 'berlinHome' }),
    },
    {
      name: 'eight accounts of every day, slowly, from a strange place',
      tell: (stage) => {
        daily(stage, (day) => slowly(8, 4, { day, place: 'berlinHome' }, () => {})(stage));
        return slowly(8, 4)(stage);
      },
    },
    {
      name: 'the role owners’ records of calls from an account of ours: the caller’s own are judged',
      tell: newTool({ place: 'lagos' }, undefined, ({ userIdentity, ...record }) => ({
        ...record,
        userIdentity: outsider(A, String(Object(userIdentity).principalId)),
      })),
    },
    {
      name: 'such records three days after the account was heard last, as on a Monday',
      tell: unheard(28),
    },
  ],
  almost: [
    {
      name: 'the fourth account refused',
      tell: (stage) => ({ ...after(4)(stage), errorCode: 'AccessDenied', responseElements: null }),
    },
    { name: 'seven accounts, slowly, from a strange place', tell: slowly(7, 4) },
    {
      name: 'seven accounts over the day from the place of every day, and an eighth from a strange one',
      tell: moved(() => dave, 'berlinHome'),
    },
    {
      name: 'seven by colleagues with the same role, at the office, and an eighth from a strange place',
      tell: moved((at) => sessionOf('Hub', `ASIAHUB${at}EXAMPLE`), 'berlinOffice'),
    },
    {
      name: 'an outsider behind a VPC endpoint of its own account: unknown',
      unknown: 'history',
      tell: behindItsOwn,
    },
    {
      name: 'through AWS’s MCP server, whose place is nobody’s: unknown',
      unknown: 'history',
      tell: (stage) => {
        const by = { ...dave, invokedBy: 'aws-mcp.amazonaws.com' };
        const inPlace = { sourceIPAddress: 'aws-mcp.amazonaws.com', userAgent: 'aws-mcp.amazonaws.com' };
        usual(stage);
        const records = [0, 1, 2, 3].map((at) => ({
          ...take(stage, { role: role('audit', `2222222222${at + 10}`), time: `09:00:${at + 10}`, by }),
          ...inPlace,
        }));
        stage.add(...records.slice(0, -1));
        return records.at(-1) ?? {};
      },
    },
    {
      name: 'eight accounts, slowly, by somebody new at home',
      tell: slowly(8, 4, { by: user(A, 'newcomer') }),
    },
    {
      name: 'three accounts and a session token',
      tell: (stage) => {
        usual(stage);
        const asked = call(stage, { role: role('x'), place: 'lagos', time: '08:59' });
        const given = {
          credentials: { accessKeyId: issuedKey(asked), expiration: 'Apr 1, 2026, 9:15:00 AM' },
        };
        stage.add(stsCall('GetSessionToken', { ...asked, by: dave }, null, given));
        return spread(stage, 3, { place: 'lagos' });
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...spread(stage, 4, { place: 'lagos' }), ...TOOL }),
    },
    {
      name: 'from an address that says no place: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...after(4)(stage), ...TOOL, sourceIPAddress: '10.0.0.7' }),
    },
    ...[`Our${ORGANISATION}`, `${ORGANISATION}Audit`].map((name) => ({
      name: `for the first time: ${name}`,
      tell: after(1, { place: 'lagos', role: role(name, THEIRS) }),
    })),
  ],
});
