import { outsider, user } from '../../scripts/callers.ts';
import { issuedKey, type RawCloudTrail, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/many-new-roles.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, call, dave, deniedTake, role, type Take, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const NAMES = ['app', 'db', 'billing', 'network', 'audit', 'mail'];
const usual = (stage: Stage, names: readonly string[] = ['reader'], how: Partial<Take> = {}) =>
  daily(stage, (day) => names.map((name) => take(stage, { day, role: role(name), ...how })));
/** Roles, some seconds apart; the last one is judged. */
const spree = (
  stage: Stage,
  names: readonly string[],
  { every = 20, ...how }: Partial<Take> & { readonly every?: number } = {},
) => {
  const time = (n: number) => new Date((9 * 3_600 + n * every) * 1_000).toISOString().slice(11, 19);
  const records = names.map((name, n) => take(stage, { role: role(name), time: time(n), ...how }));
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};
const after =
  (names: readonly string[], how: Parameters<typeof spree>[2] = {}) =>
  (stage: Stage) => {
    usual(stage);
    return spree(stage, names, how);
  };
/** As CloudTrail writes a call that AWS makes with somebody's session: by the console, for instance. */
const byAws = (record: RawCloudTrail, program: string, invokedBy = 'AWS Internal'): RawCloudTrail => ({
  ...record,
  userIdentity: Object.assign({}, record['userIdentity'], { invokedBy }),
  sourceIPAddress: invokedBy,
  userAgent: program,
});
const switched =
  (program: string, how: Partial<Take> = {}, invokedBy?: string) =>
  (stage: Stage): RawCloudTrail => {
    usual(stage, ['reader'], how);
    return byAws(spree(stage, NAMES.slice(0, 5), how), program, invokedBy);
  };
const cdk = (kind: string, account: string, region: string) =>
  `cdk-hnb659fds-${kind}-role-${account}-${region}`;

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'five roles in a minute and a half',
      points: 30,
      says: '5 roles within 10 minutes that the caller never had (app, audit, billing, db and 1 more)',
      shows: {
        role: `arn:aws:iam::${A}:role/audit`,
        roles: 'app, audit, billing, db, network',
        windowMinutes: 10,
      },
      tell: after(NAMES.slice(0, 5)),
    },
    { name: 'five roles in nine minutes', points: 30, tell: after(NAMES.slice(0, 5), { every: 135 }) },
    {
      name: 'by an outsider, of whom no other record is seen',
      points: 30,
      tell: (stage) => {
        const by = outsider('777766665555', 'AROAOUTEXAMPLE');
        usual(stage, ['reader'], { by });
        return spree(stage, NAMES.slice(0, 5), { by });
      },
    },
    { name: 'switched to in the console', points: 30, tell: switched('AWS Internal') },
    {
      name: 'switched to in the console, by the service’s name',
      points: 30,
      tell: switched('signin.amazonaws.com', {}, 'signin.amazonaws.com'),
    },
    {
      name: 'switched to in the console with a role’s session',
      points: 30,
      tell: switched('AWS Signin, aws-internal/3 aws-sdk-java/2.20.0', { by: sessionOf('Sync') }),
    },
    ...[dave, sessionOf('Sync')].map((by, at) => ({
      name: `through AWS’s MCP server, which makes the caller’s calls (${at})`,
      points: 30,
      tell: switched('aws-mcp.amazonaws.com', { by }, 'aws-mcp.amazonaws.com'),
    })),
    {
      name: 'by a machine’s session',
      points: 30,
      tell: (stage) => {
        daily(stage, (day) =>
          take(stage, { day, role: role('reader'), by: sessionOf('Sync', `ASIASYNC${day}EXAMPLE`) }),
        );
        return spree(stage, NAMES, { by: sessionOf('Sync', 'ASIASYNC30EXAMPLE') });
      },
    },
  ],
  silent: [
    {
      name: 'roles of every day',
      tell: (stage) => {
        usual(stage, NAMES);
        return spree(stage, NAMES);
      },
    },
    {
      name: 'one name in five accounts: fan-out asks that',
      tell: (stage) => {
        usual(stage);
        const accounts = Array.from({ length: 5 }, (_, n) => `22222222221${n}`);
        const records = accounts.map((account, n) =>
          take(stage, { role: role('audit', account), time: `09:00:${10 + n}` }),
        );
        stage.add(...records.slice(0, -1));
        return records.at(-1) ?? {};
      },
    },
    {
      name: 'roles that CDK has in every account and region',
      tell: after(
        [A, B].flatMap((account) =>
          ['eu-central-1', 'us-gov-west-1'].flatMap((region) =>
            ['lookup', 'file-publishing', 'deploy'].map((kind) => cdk(kind, account, region)),
          ),
        ),
      ),
    },
    {
      name: 'in the role owners’ records, where everybody of a permission set is one',
      tell: (stage) => {
        usual(stage, ['other'], { by: user(B, 'erin'), account: B });
        const by = outsider(B, 'AROASETEXAMPLE');
        usual(stage, ['reader'], { by });
        return spree(stage, NAMES.slice(0, 5), { by });
      },
    },
  ],
  almost: [
    {
      name: 'five roles, and a sixth that was denied',
      tell: (stage) => {
        stage.add(after(NAMES.slice(0, 5))(stage));
        return deniedTake(stage, { role: role('mail'), time: '09:05' });
      },
    },
    {
      name: 'five roles, and a sixth that AWS takes for the actor',
      tell: (stage) => {
        stage.add(after(NAMES.slice(0, 5))(stage));
        const by = { ...dave, invokedBy: 'cloudformation.amazonaws.com' };
        return take(stage, { role: role('mail'), time: '09:05', by });
      },
    },
    {
      name: 'five roles that AWS takes with a role’s session, as Control Tower does',
      tell: switched('AWS Internal', { by: sessionOf('Sync') }),
    },
    {
      name: 'five roles that CloudFormation takes with a user’s session',
      tell: switched('cloudformation.amazonaws.com', {}, 'cloudformation.amazonaws.com'),
    },
    { name: 'one of every day, and four new ones', tell: after(['reader', ...NAMES.slice(0, 4)]) },
    {
      name: 'a session token, and four roles',
      tell: (stage) => {
        usual(stage);
        const asked = call(stage, { role: role('x'), time: '08:59' });
        stage.add(
          stsCall('GetSessionToken', asked, null, {
            credentials: { accessKeyId: issuedKey(asked), expiration: 'Apr 1, 2026, 9:15:00 AM' },
          }),
        );
        return spree(stage, NAMES.slice(0, 4));
      },
    },
    { name: 'four roles', tell: after(NAMES.slice(0, 4)) },
    { name: 'five roles in eleven minutes', tell: after(NAMES.slice(0, 5), { every: 165 }) },
    {
      name: 'four roles, and a fifth that was denied',
      tell: (stage) => {
        usual(stage);
        stage.add(deniedTake(stage, { role: role('mail'), time: '08:59' }));
        return spree(stage, NAMES.slice(0, 4));
      },
    },
    {
      name: 'five new roles, then one of every day',
      tell: (stage) => {
        usual(stage);
        return spree(stage, [...NAMES.slice(0, 5), 'reader']);
      },
    },
    {
      name: 'somebody new: unknown',
      unknown: 'history',
      tell: (stage) => spree(stage, NAMES, { by: user(A, 'newcomer'), with: 'Boto3/1.35.90 kali' }),
    },
  ],
});
