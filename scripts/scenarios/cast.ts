import {
  opaque,
  outsider,
  type RoleName,
  roleId,
  samlUser,
  service,
  session,
  user,
  webIdentity,
} from '../callers.ts';
import { address, type PlaceName } from '../places.ts';
import {
  assumeRole,
  BOTO,
  CLI,
  callerIdentity,
  issuedKey,
  MAC_CLI,
  type RoleCall,
  serviceRole,
  withSaml,
  withWebIdentity,
} from '../records.ts';
import { around, type Stage } from './stage.ts';

/** The organisation of the stories: two accounts, and outsiders. */
export const SHOP = '111122223333';
export const DATA = '444455556666';
export const VENDOR = '999988887777';

export const ROLES = {
  admin: {
    account: SHOP,
    name: 'AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071',
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  },
  readOnly: {
    account: SHOP,
    name: 'AWSReservedSSO_ReadOnlyAccess_1b2c3d4e5f607182',
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  },
  developer: { account: SHOP, name: 'Developer' },
  dataAdmin: { account: DATA, name: 'DataPlatformAdmin' },
  deploy: { account: SHOP, name: 'ShopDeploy', path: '/ci/' },
  checkout: { account: SHOP, name: 'checkout-pod', path: '/eks/' },
  web: { account: SHOP, name: 'web-instance', path: '/ec2/' },
  thumbnails: { account: SHOP, name: 'thumbnails-function', path: '/service-role/' },
  backup: { account: DATA, name: 'NightlyBackup' },
  metrics: { account: SHOP, name: 'VendorMetrics' },
  breakGlass: { account: SHOP, name: 'BreakGlassAdmin' },
} as const satisfies Record<string, RoleName>;

const SAML = `arn:aws:iam::${SHOP}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`;

/** Somebody whose sessions come from the identity provider. Hours are UTC. */
export interface Person {
  readonly mail: string;
  readonly role: RoleName;
  readonly places: readonly [PlaceName, ...PlaceName[]];
  readonly hours: readonly number[];
  readonly client: string;
}

export const ALICE: Person = {
  mail: 'alice@example.com',
  role: ROLES.admin,
  places: ['berlinOffice', 'berlinHome'],
  hours: [7, 8, 9, 12, 13, 15],
  client: MAC_CLI,
};
export const BOB: Person = {
  mail: 'bob@example.com',
  role: ROLES.readOnly,
  places: ['berlinHome', 'berlinMobile'],
  hours: [8, 9, 10, 14, 16],
  client: MAC_CLI,
};
export const CAROL: Person = {
  mail: 'carol@example.com',
  role: ROLES.readOnly,
  places: ['newYork'],
  hours: [13, 14, 16, 18, 20],
  client: CLI,
};

/** One sign-in of a person, and what it issued. */
export function signIn(stage: Stage, person: Person, at: string, place: PlaceName, n = 1) {
  const call = {
    at,
    by: samlUser(person.mail),
    from: address(place, n),
    with: person.client,
    account: person.role.account,
    role: person.role,
    session: person.mail,
    seconds: 28_800,
    provider: SAML,
  };
  stage.add(withSaml(call));
  return { role: person.role, session: person.mail, key: issuedKey(call), issuedAt: at };
}

/** Working days of a person: a sign-in in the morning and a look at who they are. */
export function personDay(stage: Stage, person: Person, day: number): void {
  if (stage.weekday(day) > 5 || stage.dice(12) === 0) return;
  const place = person.places[stage.dice(person.places.length)] ?? person.places[0];
  const first = stage.dice(person.hours.length - 1);
  const at = stage.at(day, around(stage, person.hours[first] ?? 9));
  const issued = signIn(stage, person, at, place, 1 + stage.dice(3));
  const later = stage.at(
    day,
    around(stage, person.hours[first + 1 + stage.dice(person.hours.length - first - 1)] ?? 16),
  );
  const by = session(issued);
  stage.add(
    callerIdentity({
      at: later,
      by,
      from: address(place, 1),
      with: person.client,
      account: person.role.account,
    }),
  );
}

/** An IAM user who takes the Developer role with MFA on a Mac. */
export const DAVE = user(SHOP, 'dave', { mfa: true });
export function contractorDay(stage: Stage, day: number): void {
  if (stage.weekday(day) > 5) return;
  const at = stage.at(day, around(stage, 8 + stage.dice(6)));
  stage.add(
    assumeRole({
      at,
      by: DAVE,
      from: address('berlinHome', 9),
      with: MAC_CLI,
      account: SHOP,
      role: ROLES.developer,
      session: 'dave',
      extra: { serialNumber: `arn:aws:iam::${SHOP}:mfa/dave` },
    }),
  );
}

/** A machine with an old access key, in the cellar of the office. */
export const BACKUP = user(SHOP, 'backup-bot');
export function backupNight(stage: Stage, day: number): void {
  const at = stage.at(day, `02:0${stage.dice(10)}:11`);
  stage.add(
    ...acrossAccounts(
      {
        at,
        by: BACKUP,
        from: address('cellar', 4),
        with: BOTO,
        account: DATA,
        role: ROLES.backup,
        session: 'nightly',
      },
      SHOP,
    ),
  );
}

/** Both copies of a call from another account of the organisation: the owner's knows no ARN. */
export function acrossAccounts(call: RoleCall, callerAccount: string) {
  const shared = `${call.at}${call.session}`;
  const principal = String(call.by['principalId']);
  const own = assumeRole({ ...call, shared, account: callerAccount });
  return [
    own,
    {
      ...assumeRole({ ...call, shared, by: outsider(callerAccount, principal) }),
      responseElements: own['responseElements'],
    },
  ];
}

export const GITHUB = 'token.actions.githubusercontent.com';
/** A GitHub workflow on hosted runners: another address every time. */
export function pipelineRun(
  stage: Stage,
  day: number,
  repository = 'example-org/shop',
  ref = 'ref:refs/heads/main',
  role: RoleName = ROLES.deploy,
): void {
  const at = stage.at(day, around(stage, 8 + stage.dice(9)));
  const by = webIdentity(role.account, GITHUB, `repo:${repository}:${ref}`);
  stage.add(
    withWebIdentity({
      at,
      by,
      from: address('runners', 1 + stage.dice(100)),
      with: 'aws-sdk-nodejs/2.1692.0 linux/v20.18.0 configure-aws-credentials-for-github-actions promise',
      account: role.account,
      role,
      session: 'GitHubActions',
    }),
  );
}

export const EKS = 'oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
/** A pod behind the cluster's NAT gateway, and a call with its session. */
export function podDay(stage: Stage, day: number): void {
  const issued = podSession(stage, stage.at(day, around(stage, 5)));
  stage.add(
    callerIdentity({
      at: stage.at(day, around(stage, 6)),
      by: session(issued),
      from: address('awsFrankfurt', 7),
      with: BOTO,
      account: SHOP,
    }),
  );
}
export function podSession(stage: Stage, at: string) {
  const subject = 'system:serviceaccount:shop:checkout';
  const call = {
    at,
    by: webIdentity(SHOP, EKS, subject),
    from: address('awsFrankfurt', 7),
    with: BOTO,
    account: SHOP,
    role: ROLES.checkout,
    session: 'botocore-session-1770000000',
  };
  stage.add(withWebIdentity(call));
  const extra = {
    webIdFederationData: { federatedProvider: `arn:aws:iam::${SHOP}:oidc-provider/${EKS}`, attributes: {} },
  };
  return { role: ROLES.checkout, session: call.session, key: issuedKey(call), issuedAt: at, extra };
}

const INSTANCE = 'i-0a1b2c3d4e5f60718';
/** EC2 renews the instance's credentials; the application asks who it is. */
export function instanceDay(stage: Stage, day: number): void {
  for (const hour of ['03', '15', '21']) instanceSession(stage, stage.at(day, `${hour}:14:00`));
  const issued = instanceSession(stage, stage.at(day, '10:14:00'));
  stage.add(
    callerIdentity({
      at: stage.at(day, around(stage, 11)),
      by: session(issued),
      from: address('awsFrankfurt', 20),
      with: BOTO,
      account: SHOP,
    }),
  );
}
export function instanceSession(stage: Stage, at: string) {
  const call = {
    at,
    by: service('ec2.amazonaws.com'),
    account: SHOP,
    role: ROLES.web,
    session: INSTANCE,
    seconds: 23_700,
    shared: `ec2${at}`,
  };
  stage.add(serviceRole(call));
  return {
    role: ROLES.web,
    session: INSTANCE,
    key: issuedKey({ ...call, from: '' }),
    issuedAt: at,
    extra: { ec2RoleDelivery: '2.0' },
  };
}

/** A Lambda function: only its service is seen. */
export function functionDay(stage: Stage, day: number): void {
  stage.add(
    serviceRole({
      at: stage.at(day, around(stage, 4)),
      by: service('lambda.amazonaws.com'),
      account: SHOP,
      role: ROLES.thumbnails,
      session: 'awslambda_332_20260302',
      seconds: 7_200,
    }),
  );
}

const VENDOR_ROLE: RoleName = { account: VENDOR, name: 'collector' };
/** The metrics vendor: the owner's copy is the only one there is. */
export function vendorDay(stage: Stage, day: number): void {
  const by = outsider(VENDOR, roleId(VENDOR_ROLE), 'collector');
  stage.add(
    assumeRole({
      at: stage.at(day, around(stage, 1)),
      by,
      from: address('awsVendor', 5),
      with: BOTO,
      account: SHOP,
      role: ROLES.metrics,
      session: 'metrics',
      externalId: opaque('', 'vendor agreement', 8),
    }),
  );
}

/** Thirty quiet days of the cast. */
export function quietDays(
  stage: Stage,
  routines: readonly ((stage: Stage, day: number) => void)[],
  days = 30,
): void {
  for (let day = 0; day < days; day++) for (const routine of routines) routine(stage, day);
}

const person = (who: Person) => (stage: Stage, day: number) => personDay(stage, who, day);
/** People who are there in every story, so that the organisation has places and habits. */
export const PEOPLE = [person(ALICE), person(BOB), person(CAROL), contractorDay];
