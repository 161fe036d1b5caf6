import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  outsider,
  type RoleName,
  root,
  samlUser,
  session,
  user,
  webIdentity,
} from '../../../scripts/callers.ts';
import { address, DATABASES } from '../../../scripts/places.ts';
import {
  assumeRole,
  BOTO,
  callerIdentity,
  consoleLogin,
  deniedRole,
  type RawCloudTrail,
  withSaml,
} from '../../../scripts/records.ts';
import { STORIES } from '../../../scripts/scenarios/index.ts';
import { ALICE } from '../../../scripts/scenarios/people.ts';
import { PORTAL_SDK } from '../../../scripts/scenarios/portal-grant.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import {
  authorizeLogin,
  createToken,
  getRoleCredentials,
  listApplications,
  loginToken,
  portalSignIn,
  unnamedPortalUser,
  vouchedSignIn,
} from '../../../scripts/sign-in.ts';
import { createApp } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { StsEvent } from '../../../src/core/event/event.ts';
import { UNLOCATED } from '../../../src/ingest/address/address.ts';
import { createLocator, type FileLocator } from '../../../src/ingest/address/locator.ts';
import { pack, unpack } from '../../../src/ingest/packed/packed.ts';
import { mergeCopies } from '../../../src/ingest/record/merge.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';
import { createLog } from '../../../src/run/log.ts';

const A = '111122223333';
const base = { at: '2026-03-02T09:00:00Z', from: '192.0.2.33', account: A };
let locator: FileLocator;
beforeAll(async () => {
  locator = await createLocator({
    databases: DATABASES,
    lists: [],
    own: [],
    awsRanges: undefined,
    log: createLog('silent'),
  });
});

function eventOf(value: unknown): StsEvent {
  const result = normalise(value, locator);
  if (result.kind !== 'event') throw new Error(`${result.kind}`);
  return result.event;
}
const keyOf = (identity: object) =>
  eventOf({ ...callerIdentity({ ...base, by: user(A, 'x') }), userIdentity: identity }).actor.key;

describe('the actor’s key', () => {
  const role = { account: A, name: 'Deploy', path: '/ci/' };
  const namesake = { account: A, name: 'AWSReservedSSO_Admin_0123456789abcdef' };
  const sso = { ...namesake, path: '/aws-reserved/sso.amazonaws.com/' };
  const issued = { role, session: 'anything-i-like@example.com', key: 'ASIAEXAMPLE', issuedAt: base.at };
  const web = (issuer: string, subject: string) => webIdentity(A, issuer, subject);
  it.each([
    ['root', root(A), `root:${A}`],
    ['user', user(A, 'dave'), `user:arn:aws:iam::${A}:user/dave`],
    ['role, whatever the session is called', session(issued), `role:${A}/Deploy`],
    [
      'a role without a session, by its name behind the path',
      {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: `arn:aws:iam::${A}:role/service-role/a/Alpha`,
        accountId: A,
      },
      `role:${A}/Alpha`,
    ],
    [
      'a role without a session and without a path',
      { type: 'Role', principalId: 'AROAEXAMPLE', arn: `arn:aws:iam::${A}:role/Alpha`, accountId: A },
      `role:${A}/Alpha`,
    ],
    [
      'a role whose issuer no record names, whatever the session is called',
      { ...session(issued), sessionContext: {} },
      `role:${A}/Deploy`,
    ],
    [
      'Identity Center, by the name that the directory gives',
      session({ ...issued, role: sso, session: 'Alice@Example.com' }),
      'person:alice@example.com',
    ],
    [
      'a role that only has the name of a permission set’s',
      session({ ...issued, role: namesake, session: 'alice@example.com' }),
      `role:${A}/AWSReservedSSO_Admin_0123456789abcdef`,
    ],
    [
      'a permission set, where no path is said',
      { ...session({ ...issued, role: sso, session: 'alice@example.com' }), sessionContext: {} },
      'person:alice@example.com',
    ],
    [
      'SAML',
      { type: 'SAMLUser', principalId: 'q:Bob@example.com', userName: 'Bob@example.com' },
      'person:bob@example.com',
    ],
    ['outside account', outsider('999988887777', 'AROAEXAMPLE', 'any'), 'account:999988887777/AROAEXAMPLE'],
    ['service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'service:ec2.amazonaws.com'],
    [
      'GitHub, by repository',
      web('token.actions.githubusercontent.com', 'repo:org/app:ref:refs/heads/main'),
      'web:token.actions.githubusercontent.com|repo:org/app',
    ],
    [
      'GitHub, by repository without its ids',
      web('token.actions.githubusercontent.com', 'repo:org@12/app@34:ref:refs/heads/main'),
      'web:token.actions.githubusercontent.com|repo:org/app',
    ],
    [
      'GitHub, an organisation with digits in its name',
      web('token.actions.githubusercontent.com', 'repo:org-12/app-34:ref:refs/heads/main'),
      'web:token.actions.githubusercontent.com|repo:org-12/app-34',
    ],
    [
      'GitLab, by project',
      web('gitlab.com', 'project_path:g/p:ref_type:branch:ref:main'),
      'web:gitlab.com|project_path:g/p',
    ],
    [
      'Terraform Cloud, by workspace',
      web('app.terraform.io', 'organization:o:project:p:workspace:w:run_phase:apply'),
      'web:app.terraform.io|organization:o:project:p:workspace:w',
    ],
    [
      'Kubernetes, by service account',
      web('oidc.eks.eu-central-1.amazonaws.com/id/X', 'system:serviceaccount:ns:sa'),
      'web:oidc.eks.eu-central-1.amazonaws.com/id/X|system:serviceaccount:ns:sa',
    ],
    [
      'federated user, by who issued the token',
      {
        type: 'FederatedUser',
        principalId: `${A}:x`,
        arn: `arn:aws:sts::${A}:federated-user/x`,
        accountId: A,
        sessionContext: {
          sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${A}:user/dave`, userName: 'dave' },
        },
      },
      `user:arn:aws:iam::${A}:user/dave`,
    ],
    [
      'Identity Center user',
      { type: 'IdentityCenterUser', accountId: A, onBehalfOf: { userId: 'U-1' } },
      'person:u-1',
    ],
    [
      'a type that says nothing, outside of Identity Center’s own events',
      { type: 'Unknown', accountId: A, onBehalfOf: { userId: 'U-1' } },
      `unknown:Unknown/${A}`,
    ],
    ['a type that nobody knows', { type: 'Martian', accountId: A }, `unknown:Martian/${A}`],
    [
      'a user of whom only the id is recorded',
      { type: 'IAMUser', accountId: A, principalId: 'AIDAX' },
      'user:AIDAX',
    ],
  ])('%s', (_, identity, key) => {
    expect(keyOf(identity)).toBe(key);
  });
});

describe('a person at Identity Center, by id', () => {
  const bob = { ...base, by: unnamedPortalUser(A, 'U-1') };
  const actor = (record: RawCloudTrail, separate = false) => {
    const read = normalise(record, locator, { watch: false, separate });
    return read.kind === 'event' ? read.event.actor : undefined;
  };

  it('is the person whom an identity provider vouches for, and is still found by the id', () => {
    const named = {
      key: 'person:bob@acme.org',
      unnamedKey: 'person:u-1',
      name: 'Bob@acme.org',
      kind: 'person',
    };
    expect(actor(vouchedSignIn(bob, 'Bob@acme.org'))).toMatchObject(named);
    expect(actor(vouchedSignIn(bob, 'Bob@acme.org'), true)).toMatchObject({
      key: 'person:bob@acme.org@identity-center',
      unnamedKey: 'person:u-1@identity-center',
    });
  });

  it('is of a directory where those are separate; roles and users are of none', () => {
    const worker = session({
      role: { account: A, name: 'Worker' },
      session: 's',
      key: 'ASIAWORKER',
      issuedAt: base.at,
    });
    const key = (by: Caller) => actor(callerIdentity({ ...base, by }), true)?.key;
    expect(key(worker)).toBe(`role:${A}/Worker`);
    expect(key(user(A, 'dave'))).toBe(`user:arn:aws:iam::${A}:user/dave`);
  });

  it('is the same person under the type Unknown, which AWS also writes', () => {
    const unknown = { ...bob, by: { ...bob.by, type: 'Unknown' } };
    for (const record of [listApplications(unknown), createToken(unknown)])
      expect(actor(record)).toMatchObject({ key: 'person:u-1', kind: 'person', federated: true });
    expect(actor(vouchedSignIn(unknown, 'Bob@acme.org'))).toMatchObject({
      key: 'person:bob@acme.org',
      unnamedKey: 'person:u-1',
    });
  });

  it('is no more than the id where the name was only typed, or refused', () => {
    const typed = {
      ...portalSignIn('CredentialVerification', bob),
      additionalEventData: { CredentialType: 'PASSWORD', UserName: 'bob@acme.org' },
    };
    for (const record of [typed, vouchedSignIn(bob, 'bob@acme.org', false), listApplications(bob)]) {
      expect(actor(record)).toMatchObject({ key: 'person:u-1', unnamedKey: undefined, federated: true });
    }
  });
});

describe('credentials that Identity Center hands out', () => {
  const call = { ...base, by: unnamedPortalUser(A, 'U-1') };
  const role = { account: '444455556666', name: 'AdministratorAccess' };

  it('are fetched by the holder of the token, at their own address, with the permission set and its account', () => {
    const event = eventOf(getRoleCredentials(call, role));
    expect(event).toMatchObject({
      service: 'sso',
      name: 'GetRoleCredentials',
      outcome: 'success',
      grant: undefined,
    });
    expect(event.actor).toMatchObject({ key: 'person:u-1', kind: 'person' });
    expect(event.origin).toMatchObject({ kind: 'ip', ip: base.from });
    expect(event.role).toEqual({
      arn: 'arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess',
      accountId: '444455556666',
      name: 'AWSReservedSSO_AdministratorAccess',
    });
    expect(unpack(pack(event), locator)).toStrictEqual(event);
  });

  it('of a record without the permission set are of no role', () => {
    for (const said of [
      undefined,
      null,
      {},
      { role_name: 'x' },
      { account_id: A },
      { role_name: 'a b', account_id: A },
    ]) {
      expect(eventOf({ ...getRoleCredentials(call, role), serviceEventDetails: said }).role).toBeUndefined();
    }
  });
});

describe('a role that Identity Center takes for a person', () => {
  const [permissionSet, other] = [ALICE.role, { account: A, name: 'AWSReservedSSO_Admin_0123456789abcdef' }];
  const ask = (from: string, role: RoleName = permissionSet, own: FileLocator = locator) => {
    const [session, provider] = ['alice@example.com', `arn:aws:iam::${A}:saml-provider/AWSSSO`];
    const call = { ...base, by: samlUser(session), from, with: PORTAL_SDK, role, session, provider };
    const packed = normalise(withSaml(call), UNLOCATED);
    if (packed.kind !== 'event') throw new Error(packed.kind);
    const read = normalise(withSaml(call), own);
    // what a replay unpacks is what was read
    expect(read).toEqual({ kind: 'event', event: unpack(pack(packed.event), own) });
    return unpack(pack(packed.event), own);
  };
  const frankfurt = address('awsFrankfurt', 3);

  it('comes from Identity Center where AWS’s address is recorded, and from no program', () => {
    for (const from of [frankfurt, 'AWS Internal', 'sso.amazonaws.com']) {
      const { actor, client, grant, origin } = ask(from);
      expect(origin).toEqual({ kind: 'service', service: 'sso.amazonaws.com' });
      expect(client).toEqual({ text: undefined, family: 'other', os: 'unknown' });
      expect([actor.key, grant?.accessKeyId]).toEqual([
        'person:alice@example.com',
        expect.stringContaining('ASIA'),
      ]);
    }
  });

  it('comes from the person where their address is, and so does a role that only has such a name', () => {
    expect(ask('192.0.2.33').origin).toMatchObject({ kind: 'ip', ip: '192.0.2.33' });
    expect(ask(frankfurt, other).origin).toMatchObject({ kind: 'ip', ip: frankfurt });
    expect(ask(frankfurt, other).client.family).toBe('aws-sdk-java');
  });

  it('comes from the own network that the operator has named', async () => {
    const own = [{ name: 'desks', cidrs: ['198.51.100.64/26'] }];
    const desks = await createLocator({
      databases: DATABASES,
      lists: [],
      own,
      awsRanges: undefined,
      log: createLog('silent'),
    });
    expect(ask(frankfurt, permissionSet, desks).origin).toMatchObject({ kind: 'ip', own: 'desks' });
  });
});

describe('a record', () => {
  it('gives up the role of a refusal, which stands only in its message', () => {
    const event = eventOf(
      deniedRole({
        ...base,
        by: user(A, 'dave'),
        role: { account: '444455556666', name: 'Payroll', path: '/hr/' },
      }),
    );
    expect(event).toMatchObject({
      outcome: 'denied',
      errorCode: 'AccessDenied',
      role: { accountId: '444455556666', name: 'Payroll' },
      grant: undefined,
    });
  });

  it('names no role where CloudTrail has cut the message, maybe inside its name', () => {
    const call = { ...base, by: user(A, 'dave'), role: { account: A, name: 'Payroll' } };
    const record = deniedRole(call);
    const role = (message: string) => eventOf({ ...record, errorMessage: message }).role?.name;
    const said = String(record['errorMessage']);
    expect(role(`${'x'.repeat(1_000)} ${said}`)).toBeUndefined();
    expect(role(`${'x'.repeat(1_000)} ${said} with an explicit deny`)).toBe('Payroll');
    expect(role(said)).toBe('Payroll');
  });

  it.each([
    ['2026-03-02T09:00:00Z', 9],
    ['20260302T090000Z', 9],
    ['2026-03-02T09:00:00.123+00:00', 9],
    ['Mar 2, 2026, 9:00:00 PM', 21],
    ['Mar 2, 2026 9:00:00\u202fPM', 21],
    ['Mar 2, 2026, 12:00:00 AM', 0],
  ])('expires at %s, in UTC', (expiration, hour) => {
    const record = assumeRole({
      ...base,
      by: user(A, 'dave'),
      role: { account: A, name: 'R' },
      session: 's',
    });
    const event = eventOf({
      ...record,
      responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE', expiration } },
    });
    expect(new Date(event.grant?.expiresAt ?? 0).getUTCHours()).toBe(hour);
  });

  it.each(['Feb 30, 2026, 9:00:00 AM', '2026-13-01T00:00:00Z', 'yesterday', '', null, {}])(
    'with %j for a time is not judged',
    (eventTime) => {
      expect(normalise({ ...callerIdentity({ ...base, by: user(A, 'x') }), eventTime }, locator).kind).toBe(
        'malformed',
      );
    },
  );

  it('without time or identity is incomplete, without a name malformed, of another service none of ours', () => {
    const { eventTime: _, ...timeless } = callerIdentity({ ...base, by: user(A, 'x') });
    const record = callerIdentity({ ...base, by: user(A, 'x') });
    expect(normalise(timeless, locator).kind).toBe('incomplete');
    expect(normalise({ ...record, userIdentity: null }, locator).kind).toBe('incomplete');
    expect(normalise({ ...record, eventName: 7 }, locator).kind).toBe('malformed');
    expect(normalise({ ...record, eventSource: 's3.amazonaws.com' }, locator).kind).toBe('other');
    expect(normalise({ ...record, eventName: 'GetTomorrowsCredentials' }, locator)).toMatchObject({
      event: { name: 'other', eventName: 'GetTomorrowsCredentials' },
    });
    expect(normalise([], locator).kind).toBe('malformed');
  });

  it('of no call of its own is none of ours, whatever it lacks: Insights, sums of data events, an endpoint owner’s copy', () => {
    const insight = {
      eventVersion: '1.11',
      eventTime: '2026-03-02T09:00:00Z',
      awsRegion: 'eu-central-1',
      eventID: '55ed45c5-0b0c-4228-9fe5-EXAMPLEc3f4d',
      eventType: 'AwsCloudTrailInsight',
      recipientAccountId: A,
      sharedEventID: '979c82fe-14d4-4e4c-aa01-EXAMPLE3acee',
      insightDetails: {
        state: 'Start',
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        insightType: 'ApiCallRateInsight',
      },
      eventCategory: 'Insight',
    };
    const sum = {
      eventVersion: '1.0',
      accountId: A,
      eventId: 'e1bf1000-86a4-4a78-81d7-EXAMPLE83102',
      eventCategory: 'Aggregated',
      eventType: 'AwsAggregatedEvent',
      eventSource: 's3.amazonaws.com',
    };
    const copy = {
      ...callerIdentity({ ...base, by: outsider('999988887777', 'AROAEXAMPLE', 'x') }),
      eventType: 'AwsVpceEvents',
      eventCategory: 'NetworkActivity',
      vpcEndpointId: 'vpce-0a1b2c3d',
    };
    for (const record of [insight, sum, copy])
      expect(normalise(record, locator, { watch: true, separate: false })).toEqual({ kind: 'other' });
  });

  it('takes flags, numbers and parameters in the ways in which they are written', () => {
    const record = assumeRole({
      ...base,
      by: user(A, 'dave', { mfa: true }),
      role: { account: A, name: 'R' },
      session: 's',
    });
    const asked = {
      roleArn: `arn:aws:iam::${A}:role/R`,
      durationSeconds: '43200',
      externalId: 'hush-hush',
      tags: [{ key: 'team', value: 'x' }, { key: 7 }, null],
    };
    const event = eventOf({ ...record, requestParameters: JSON.stringify(asked) });
    expect(event.request).toMatchObject({ durationSeconds: 43_200, tagKeys: ['team'] });
    expect(event.request.externalIdHash).toMatch(/^[\da-f]{12}$/);
    expect(JSON.stringify(event)).not.toContain('hush-hush');
    expect(event.actor.mfa).toBe(true);
  });

  it.each([
    ['192.0.2.33', 'ip'],
    ['2001:db8:de01::7', 'ip'],
    ['::ffff:192.0.2.33', 'ip'],
    ['2002:c000:0221::1', 'ip'],
    ['2002:0a08:080a::1', 'other'],
    ['64:ff9b::c000:221', 'other'],
    ['ec2.amazonaws.com', 'service'],
    ['AWS Internal', 'internal'],
    ['AWS Internal/3', 'internal'],
    ['AWS Internals', 'other'],
    ['ec2.amazonaws.com.example', 'other'],
    ['255.18.064.253', 'other'],
    ['10.8.8.10', 'other'],
    ['203.0.113.250', 'other'],
    ['', 'other'],
  ])('from %s is of kind %s', (from, kind) => {
    expect(eventOf(callerIdentity({ ...base, from, by: user(A, 'x') })).origin.kind).toBe(kind);
  });

  it.each([
    ['6to4', '2002:c000:0221::1'],
    ['Teredo', '2001:0:53aa:64c:0:ef3b:3fff:fdde'],
    ['a mapped address', '::ffff:192.0.2.33'],
  ])('through %s is where its IPv4 address is', (_, from) => {
    const { origin } = eventOf(callerIdentity({ ...base, from, by: user(A, 'x') }));
    expect(origin).toMatchObject({ ip: '192.0.2.33', network: { key: 'AS64497' } });
  });

  it('without an eventID is known by its content, so that a duplicate stays one', () => {
    const { eventID: _, ...record } = callerIdentity({ ...base, by: user(A, 'x') });
    expect(eventOf(record).id).toMatch(/^content-[\da-f]{32}$/);
    expect(eventOf({ ...record }).id).toBe(eventOf(record).id);
    expect(eventOf({ ...record, awsRegion: 'eu-west-1' }).id).not.toBe(eventOf(record).id);
  });

  it('with a time that a pipeline has rewritten is read as UTC', () => {
    const at = (eventTime: string) =>
      eventOf({ ...callerIdentity({ ...base, by: user(A, 'x') }), eventTime }).time;
    expect(at('2026-03-02 09:00:00.000000000')).toBe(Date.UTC(2026, 2, 2, 9));
    expect(at('2026-03-02 09:00:00')).toBe(Date.UTC(2026, 2, 2, 9));
  });

  it('of a switched role names the role, on either side', () => {
    const record = {
      ...callerIdentity({ ...base, by: user(A, 'x') }),
      eventSource: 'signin.amazonaws.com',
      eventName: 'SwitchRole',
    };
    const target = 'arn:aws:sts::444455556666:assumed-role/Payroll/x';
    expect(eventOf({ ...record, additionalEventData: { SwitchTo: target } }).role).toMatchObject({
      accountId: '444455556666',
      name: 'Payroll',
    });
    expect(eventOf({ ...record, userIdentity: { type: 'AssumedRole', arn: target } }).role?.name).toBe(
      'Payroll',
    );
  });

  it('of a failed sign-in is denied, and says what is known of MFA', () => {
    const failed = consoleLogin({ ...base, by: user(A, 'x'), mfa: false, ok: false });
    expect(eventOf(failed)).toMatchObject({
      name: 'ConsoleLogin',
      service: 'signin',
      outcome: 'denied',
      signInMfa: false,
    });
  });

  it('of a command line that asks whether its code was approved is no token yet', () => {
    const fetched = createToken({ ...base, by: unnamedPortalUser(A, 'U-alice') });
    expect(eventOf(fetched).outcome).toBe('success');
    expect(eventOf({ ...fetched, responseElements: null }).outcome).toBe('error');
    // an export may lack the answer
    expect(eventOf({ ...fetched, responseElements: undefined }).outcome).toBe('success');
  });

  it('of a command line’s sign-in says how the token was fetched, and whether it was', () => {
    const call = { ...base, by: user(A, 'dave') };
    expect(eventOf(authorizeLogin(call))).toMatchObject({
      name: 'AuthorizeOAuth2Access',
      service: 'signin',
      outcome: 'success',
      actor: { key: `user:arn:aws:iam::${A}:user/dave` },
    });
    const token = loginToken(call);
    expect(eventOf(token)).toMatchObject({
      name: 'CreateOAuth2Token',
      request: { grantType: 'authorization_code' },
    });
    expect(eventOf({ ...token, additionalEventData: { success: 'false' } }).outcome).toBe('denied');
  });

  it('of an agent’s token is not read: it comes from its maker, while the authorisation comes from the person', () => {
    const client = 'arn:aws:signin:us-west-2::external-client/dcr/b3f2c8a1-9d4e-4f7a-8c6b-2e1f5a3d9b7c';
    const call = { ...base, by: user(A, 'dave') };
    expect(eventOf(authorizeLogin(call, client)).name).toBe('AuthorizeOAuth2Access');
    expect(normalise(loginToken(call, { client }), locator)).toEqual({ kind: 'other' });
  });

  it('never carries a session token, wherever it stands', () => {
    const record = assumeRole({
      ...base,
      by: user(A, 'dave'),
      role: { account: A, name: 'R' },
      session: 's',
    });
    const token = 'FwoGZXIvYXdzEXAMPLETOKEN';
    const event = eventOf({
      ...record,
      sessionToken: token,
      responseElements: {
        credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: token, secretAccessKey: token },
      },
    });
    expect(JSON.stringify(event)).not.toContain(token);
  });
});

/** Every kind of record that the stories hold, one of each shape, and real ones where they are. */
function seeds(): readonly unknown[] {
  const told = STORIES.flatMap((story) => {
    const stage = createStage(story.seed);
    story.tell(stage);
    return stage.records();
  });
  const shape = (record: RawCloudTrail) =>
    JSON.stringify([
      record['eventName'],
      record['userIdentity'] instanceof Object && 'type' in record['userIdentity']
        ? record['userIdentity'].type
        : '',
      record['errorCode'],
    ]);
  const ours = [...new Map(told.map((record) => [shape(record), record])).values()];
  const folder = '../shared/data';
  if (!existsSync(folder)) return ours;
  const real = readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}/events.ndjson`;
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    return lines.filter((line) => line.includes('"sts.amazonaws.com"')).slice(0, 10);
  });
  return [...ours, ...real.map((line): unknown => JSON.parse(line))];
}

describe('hostile records', () => {
  const hostile = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      0,
      -1,
      1e308,
      true,
      [],
      {},
      '\u0000',
      '\ud800',
      'x'.repeat(5_000),
      '{"a":',
      'arn:aws:iam::x:role/',
      '2026-99-99T00:00:00Z',
      ['__proto__'],
      { __proto__: 1 },
    ),
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
  );
  const all = seeds();

  /** Replaces, deletes or adds at a random place in a copy. */
  function mutate(value: unknown, path: readonly number[], poison: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined || typeof value !== 'object' || value === null) return poison;
    if (Array.isArray(value))
      return value.map((item, at) => (at === step % value.length ? mutate(item, rest, poison) : item));
    const keys = Object.keys(value);
    const chosen = keys[step % Math.max(keys.length, 1)];
    const entries = Object.entries(value).map(
      ([key, item]) => [key, key === chosen ? mutate(item, rest, poison) : item] as const,
    );
    return Object.fromEntries(step % 7 === 0 ? entries.filter(([key]) => key !== chosen) : entries);
  }

  it('never crash, and give events of the right types, which are judged: 20,000 mutations', async () => {
    const events: StsEvent[] = [];
    const paths = fc.array(fc.array(fc.nat(50), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.constantFrom(...all), paths, hostile, (seed, places, poison) => {
        const mutant = places.reduce<unknown>((value, path) => mutate(value, path, poison), seed);
        const result = normalise(mutant, locator);
        if (result.kind !== 'event') return;
        const { event } = result;
        events.push(event);
        expect(Number.isSafeInteger(event.time)).toBe(true);
        expect(event.actor.key.length).toBeGreaterThan(0);
        expect(event.actor.key.length).toBeLessThan(1_200);
        expect(Buffer.from(JSON.stringify(event), 'utf8').toString('utf8')).toBe(JSON.stringify(event));
      }),
      { numRuns: 20_000 },
    );
    const broken: string[] = [];
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: object) => void broken.push(JSON.stringify(fields)),
    };
    const app = await createApp({ config: parseConfig({}, 'defaults'), log });
    const { events: merged } = mergeCopies(events);
    const findings = await app.analyzer.judge(merged);
    await app.close();
    expect(broken).toEqual([]);
    expect(findings.length).toBeGreaterThan(100);
    for (const finding of findings) expect(finding.score).toBeLessThanOrEqual(100);
  });
});

describe('a signed GetCallerIdentity that a cluster sends on', () => {
  const GO = 'Go-http-client/1.1';
  const temporary = session({
    role: ALICE.role,
    session: 'a@example.com',
    key: 'ASIAKUBECTLEXAMPLE',
    issuedAt: base.at,
  });
  const asks = (how: { from?: string; with?: string; by?: Caller } = {}) => {
    const record = callerIdentity({
      ...base,
      by: temporary,
      from: address('awsFrankfurt', 3),
      with: GO,
      ...how,
    });
    const packed = normalise(record, UNLOCATED);
    if (packed.kind !== 'event') throw new Error(packed.kind);
    const event = unpack(pack(packed.event), locator);
    expect(normalise(record, locator)).toEqual({ kind: 'event', event });
    return event;
  };

  it('comes from EKS, and from no program', () => {
    const { actor, client, origin } = asks();
    expect(origin).toEqual({ kind: 'service', service: 'eks.amazonaws.com' });
    expect(client.text).toBeUndefined();
    expect(actor.key).toBe('person:a@example.com');
  });

  it.each([
    ['by another program', { with: BOTO }],
    ['by a program that only names Go’s client', { with: `attack ${GO}` }],
    ['from outside AWS', { from: address('hoster', 3) }],
    ['with an access key', { by: user(A, 'dave') }],
  ])('comes from where it says: %s', (_, how) => {
    expect(asks(how).origin.kind).toBe('ip');
  });

  it('is not any other call', () => {
    const call = { ...base, by: temporary, from: address('awsFrankfurt', 3), with: GO };
    const read = normalise(assumeRole({ ...call, role: ALICE.role, session: 'x' }), locator);
    expect(read).toMatchObject({ kind: 'event', event: { origin: { kind: 'ip' } } });
  });
});
