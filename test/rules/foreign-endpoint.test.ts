import { outsider, roleId, samlUser, service, session, user, webIdentity } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import {
  assumeRole,
  BOTO,
  callerIdentity,
  MAC_CLI,
  type RawCloudTrail,
  withSaml,
  withWebIdentity,
} from '../../scripts/records.ts';
import {
  BACKUP,
  backupNight,
  GITHUB,
  instanceDay,
  instanceSession,
  pipelineRun,
  vendorDay,
} from '../../scripts/scenarios/machines.ts';
import { DATA, ROLES, SHOP, VENDOR } from '../../scripts/scenarios/organisation.ts';
import { ALICE, PEOPLE, signIn } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/foreign-endpoint.ts';
import { cases, daily } from '../support/cases.ts';

const THIEF = '666677778888';
const ALL = [...PEOPLE, backupNight, vendorDay, pipelineRun];
/** CloudTrail has the endpoint's id, whose it is, and a private address. */
const through = (record: RawCloudTrail, account: string | undefined = THIEF): RawCloudTrail => ({
  ...record,
  sourceIPAddress: '10.0.3.7',
  vpcEndpointId: 'vpce-0a1b2c3d4e5f60718',
  vpcEndpointAccountId: account,
});
const bot = (stage: Stage, day = 30, by = BACKUP) =>
  callerIdentity({ at: stage.at(day, '11:00'), by, from: address('cellar', 4), with: BOTO, account: SHOP });
const alice = (stage: Stage) => {
  const by = session(signIn(stage, ALICE, stage.at(30, '09:00'), 'berlinOffice'));
  const at = stage.at(30, '09:30');
  return callerIdentity({ at, by, from: address('berlinOffice'), with: MAC_CLI, account: SHOP });
};
const saml = (stage: Stage) =>
  withSaml({
    ...{ at: stage.at(30, '09:00'), by: samlUser(ALICE.mail), from: address('berlinOffice'), with: MAC_CLI },
    ...{ account: SHOP, role: ROLES.admin, session: ALICE.mail },
    provider: `arn:aws:iam::${SHOP}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`,
  });
const pipeline = (stage: Stage, day = 30) =>
  withWebIdentity({
    at: stage.at(day, '11:00'),
    by: webIdentity(SHOP, GITHUB, 'repo:example-org/shop:ref:refs/heads/main'),
    from: address('runners'),
    with: BOTO,
    account: SHOP,
    role: ROLES.deploy,
    session: 'GitHubActions',
  });
const dave = (stage: Stage) => {
  const by = session({ role: ROLES.developer, session: 'dave', key: 'ASIAAAAAAAAAAAEXAMPLE', issuedAt: '' });
  const at = stage.at(30, '11:00');
  return callerIdentity({ at, by, from: address('berlinHome', 9), with: BOTO, account: SHOP });
};
const vendor = (stage: Stage, day = 30) =>
  assumeRole({
    ...{ at: stage.at(day, '01:10'), from: address('awsVendor', 5), with: BOTO, account: SHOP },
    by: outsider(VENDOR, roleId({ account: VENDOR, name: 'collector' }), 'collector'),
    ...{ role: ROLES.metrics, session: 'metrics' },
  });
const after =
  (make: (stage: Stage) => RawCloudTrail, account?: string) =>
  (stage: Stage): RawCloudTrail => {
    quietDays(stage, ALL);
    return through(make(stage), account);
  };
/** A month in which others have come through the same endpoint. */
const sharedBy = (others: readonly ReturnType<typeof user>[]) => (stage: Stage) => {
  quietDays(stage, ALL);
  daily(stage, (day) => others.map((by) => through(bot(stage, day, by))), 10);
  return through(bot(stage));
};

cases(rule, {
  fires: [
    { name: 'a machine user’s key', tell: after(bot), points: 75, says: THIEF },
    { name: 'a person’s session', tell: after(alice), points: 75 },
    { name: 'a person’s assertion', tell: after(saml), points: 75 },
    { name: 'a pipeline’s token', tell: after(pipeline), points: 75 },
    { name: 'a role’s session, by somebody without history', tell: after(dave), points: 75 },
    {
      name: 'on the first day, where the accounts are configured',
      tell: (stage) => through(bot(stage)),
      config: { organisation: { accounts: [SHOP] } },
      points: 75,
    },
    {
      name: 'a refused call: AWS knew the credential',
      tell: after((stage) => ({ ...bot(stage), errorCode: 'AccessDenied', errorMessage: 'not authorized' })),
      points: 75,
    },
    {
      name: 'an endpoint through which only one other credential came',
      tell: sharedBy([user(SHOP, 'bob')]),
      points: 75,
    },
    {
      name: 'a malicious vendor’s own account, through which its two principals come daily',
      tell: (stage) => {
        quietDays(stage, ALL);
        const by = (name: string) => outsider(THIEF, roleId({ account: THIEF, name }), name);
        daily(stage, (day) => ['a', 'b'].map((name) => through(bot(stage, day, by(name)))));
        return through(bot(stage));
      },
      points: 75,
    },
    {
      name: 'another account of ours, in the role owner’s copy',
      tell: (stage) => {
        stage.add({ ...bot(stage, 29, user(VENDOR, 'x')), recipientAccountId: VENDOR });
        return after(vendor)(stage);
      },
      points: 75,
    },
    {
      name: 'the same, by the configuration',
      tell: after(vendor),
      config: { organisation: { accounts: [SHOP, VENDOR] } },
      points: 75,
    },
    {
      name: 'a vendor in a third account’s network',
      tell: after(vendor),
      points: 50,
      says: 'neither yours nor the caller’s',
    },
  ],
  silent: [
    {
      name: 'through no endpoint',
      tell: (stage) => {
        quietDays(stage, ALL);
        return bot(stage);
      },
    },
    { name: 'an endpoint of the caller’s own account', tell: after(bot, SHOP) },
    { name: 'a token of nobody’s account, through an endpoint of the role’s', tell: after(pipeline, SHOP) },
    {
      name: 'an endpoint of another account whose trail is read',
      tell: (stage) => {
        quietDays(stage, ALL);
        stage.add({ ...bot(stage, 29, user(DATA, 'x')), recipientAccountId: DATA });
        return through(bot(stage), DATA);
      },
    },
    { name: 'an outside account’s own endpoint', tell: after(vendor, VENDOR) },
    {
      name: 'a vendor that came through a third account once, in the first days',
      tell: (stage) => {
        stage.add(through(vendor(stage, 0)));
        return after(vendor)(stage);
      },
    },
    {
      name: 'a vendor that always came through a third account',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => through(vendor(stage, day)));
        return through(vendor(stage));
      },
    },
    {
      name: 'a self-hosted runner in a network account that was there from the beginning',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => through(pipeline(stage, day)));
        return through(pipeline(stage));
      },
    },
    {
      name: 'an account that the configuration names',
      tell: after(bot),
      config: { organisation: { accounts: [SHOP, THIEF] } },
    },
    {
      name: 'a shared network account that two others have used since before there was a history',
      tell: (stage) => {
        daily(stage, (day) => ['bob', 'ci'].map((name) => through(bot(stage, day, user(SHOP, name)))));
        return through(bot(stage));
      },
    },
    {
      name: 'a call that AWS makes with somebody’s credentials',
      tell: after((stage) => {
        const record = bot(stage);
        return { ...record, userIdentity: { ...BACKUP, invokedBy: 'athena.amazonaws.com' } };
      }),
    },
    { name: 'a service', tell: after((stage) => bot(stage, 30, service('ec2.amazonaws.com'))) },
  ],
  almost: [
    { name: 'on the first day, where no account is configured', tell: (stage) => through(bot(stage)) },
    {
      name: 'a record that does not say whose endpoint',
      tell: (stage) => {
        const { vpcEndpointAccountId, ...rest } = after(bot)(stage);
        return vpcEndpointAccountId === THIEF ? rest : {};
      },
    },
    {
      name: 'an instance’s credentials: another rule speaks',
      tell: (stage) => {
        quietDays(stage, [...ALL, instanceDay]);
        return through(bot(stage, 30, session(instanceSession(stage, stage.at(30, '10:14')))));
      },
    },
    {
      name: 'a request with a wrong signature',
      tell: after((stage) => ({ ...bot(stage), errorCode: 'SignatureDoesNotMatch' })),
    },
  ],
});
