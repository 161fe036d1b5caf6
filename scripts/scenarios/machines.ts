import { opaque, outsider, type RoleName, roleId, service, session, user, webIdentity } from '../callers.ts';
import { address } from '../places.ts';
import {
  assumeRole,
  BOTO,
  callerIdentity,
  issuedKey,
  type RoleCall,
  serviceRole,
  withWebIdentity,
} from '../records.ts';
import { DATA, ROLES, SHOP, VENDOR } from './organisation.ts';
import { around, type Stage } from './stage.ts';

/** The IAM user of a machine in the cellar of the office, which has an old access key. */
export const BACKUP = user(SHOP, 'backup-bot');
/** One night of the backup machine: it takes a role in the data account. */
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

/**
 * Both CloudTrail records of a call across accounts: the caller's, and that of the account that owns the role, which
 * has no ARN of the caller.
 */
function acrossAccounts(call: RoleCall, callerAccount: string) {
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

/** The OIDC issuer of GitHub Actions. */
export const GITHUB = 'token.actions.githubusercontent.com';
/** One run of a GitHub workflow on a hosted runner, each time from another address. */
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

/** The OIDC issuer of the EKS cluster. */
export const EKS = 'oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
/** One day of a pod behind the cluster's NAT gateway: it gets a session and makes a call with it. */
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
/** A session is issued to the pod. Returns what a call with it needs. */
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
/** One day of an instance: EC2 renews its credentials four times, and the application makes a call. */
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
/** EC2 issues a session for the instance. Returns what a call with it needs. */
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

/** One day of a Lambda function: the service takes its role for it. */
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
/** One day of the metrics vendor, which takes a role from its own account: only the shop's record of that is seen. */
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
