import { describe, expect, it } from 'vitest';
import { service, user } from '../../../scripts/callers.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { portalSignIn, portalUser, refusedLogin } from '../../../scripts/sign-in.ts';
import { pack, unpack } from '../../../src/ingest/packed/packed.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';
import { isWatched, touchedBy } from '../../../src/ingest/record/watched.ts';
import { A } from '../../support/chain.ts';
import { eventOf, PLACES } from '../../support/events.ts';
import { NOWHERE } from '../../support/nowhere.ts';
import { watched } from '../../support/watched.ts';

const stage = createStage(1);
const watch = { watch: true, separate: false };
const listing = watched(stage, 's3:ListBuckets', null);
const purge = watched(stage, 'sqs:PurgeQueue', { queueUrl: 'q' }, { by: user(A, 'dave') });

describe('which calls of other services are read', () => {
  it('none without sessions: watch', () => {
    expect(normalise(listing, NOWHERE).kind).toBe('other');
    expect(normalise(purge, NOWHERE).kind).toBe('other');
  });

  it('no link to an object of S3 that somebody was given, but what its holder signs', () => {
    const data = { eventCategory: 'Data', managementEvent: false };
    const get = { ...watched(stage, 's3:GetObject', { bucketName: 'b', key: 'k' }), ...data };
    const signed = (how: string, call: object = get) =>
      isWatched({ ...call, additionalEventData: { AuthenticationMethod: how } }, 'GetObject');
    expect([signed('QueryString'), signed('AuthHeader'), isWatched({ ...get }, 'GetObject')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(signed('QueryString', { ...watched(stage, 'ec2:DescribeHosts', null), ...data })).toBe(true);
    expect(signed('QueryString', { ...get, eventCategory: undefined })).toBe(false);
    expect(
      normalise({ ...get, additionalEventData: { AuthenticationMethod: 'QueryString' } }, NOWHERE, watch)
        .kind,
    ).toBe('other');
  });

  it('every call of S3 about buckets, however it is signed: nobody gives a link to those away', () => {
    const query = { additionalEventData: { AuthenticationMethod: 'QueryString' } };
    for (const name of ['ListBuckets', 'GetBucketPolicy']) {
      expect(normalise({ ...watched(stage, `s3:${name}`, null), ...query }, NOWHERE, watch).kind).toBe(
        'event',
      );
    }
  });

  it('not what Lambda’s workers do for the log of a function', () => {
    const worker = { userAgent: 'awslambda-worker/1.0 rusoto/0.48.0 rust/1.94.0 linux' };
    const reads = (name: string, more: object) =>
      isWatched({ ...watched(stage, `logs:${name}`, { logGroupName: 'g' }), ...more }, name);
    expect([reads('CreateLogStream', worker), reads('CreateLogGroup', worker)]).toEqual([false, false]);
    expect([reads('CreateLogStream', {}), reads('GetLogEvents', worker)]).toEqual([true, true]);
  });

  it('those with temporary credentials, under the name that they have', () => {
    const { service: kind, name, eventName, source } = eventOf(listing, watch);
    expect({ kind, name, eventName, source }).toEqual({
      kind: 'watched',
      name: 'other',
      eventName: 'ListBuckets',
      source: 's3',
    });
  });

  it('those that may blind a detector, whoever makes them', () => {
    expect(eventOf(purge, watch).service).toBe('watched');
    expect(isWatched({ ...purge, userIdentity: service('events.amazonaws.com') }, 'PurgeQueue')).toBe(true);
  });

  it('those that may take a deny away from a role or a user, also with a long-lived key', () => {
    const on = (what: 'Role' | 'User') => [
      ...[`Put${what}Policy`, `Delete${what}Policy`, `Attach${what}Policy`, `Detach${what}Policy`],
      `Delete${what}`,
    ];
    for (const name of [...on('Role'), ...on('User'), 'PutRolePermissionsBoundary']) {
      const asked = { roleName: 'r', userName: 'r', policyName: 'rolewarden-0123456789abcdef' };
      const call = watched(stage, `iam:${name}`, asked, { by: user(A, 'dave') });
      expect(normalise(call, NOWHERE, watch).kind, name).toBe('event');
    }
  });

  it('not those with a long-lived key, and not what a service says of itself', () => {
    const ordinary = watched(stage, 's3:ListBuckets', null, { by: user(A, 'dave') });
    expect(normalise(ordinary, NOWHERE, watch).kind).toBe('other');
    expect(normalise({ ...purge, eventType: 'AwsServiceEvent' }, NOWHERE, watch).kind).toBe('other');
  });

  it('not those that nobody would miss, whatever they lack: the scanner may have passed them over', () => {
    const ordinary = watched(stage, 's3:ListBuckets', null, { by: user(A, 'dave') });
    for (const field of ['eventTime', 'eventName', 'userIdentity']) {
      const cut = { ...ordinary, [field]: undefined };
      expect(normalise(cut, NOWHERE, watch).kind, field).toBe('other');
      expect(normalise(cut, NOWHERE).kind, field).toBe('other');
    }
    expect(normalise({ ...purge, eventTime: undefined }, NOWHERE, watch).kind).toBe('incomplete');
  });

  it('not a VPC endpoint owner’s copy of a call: it has an id of its own, and would be a second call', () => {
    const copy = { eventType: 'AwsVpceEvents', eventCategory: 'NetworkActivity' };
    expect(normalise({ ...purge, ...copy }, NOWHERE, watch)).toEqual({ kind: 'other' });
    expect(normalise({ ...listing, ...copy, errorCode: 'VpceAccessDenied' }, NOWHERE, watch)).toEqual({
      kind: 'other',
    });
  });

  it('a call that is named like ours is not taken for ours', () => {
    const apps = watched(stage, 'servicecatalog-appregistry:ListApplications', null);
    expect(eventOf(apps, watch)).toMatchObject({ service: 'watched', name: 'other' });
  });
});

describe('what a call touched', () => {
  it('names and ARNs of the first two levels, and no documents', () => {
    const asked = {
      roleName: 'r',
      nested: { arn: 'a', deeper: { no: 'n' } },
      count: 3,
      policy: 'p'.repeat(257),
    };
    expect(touchedBy({ requestParameters: asked })).toEqual(['r', 'a']);
    expect(touchedBy({ requestParameters: JSON.stringify({ roleName: 'r' }) })).toEqual(['r']);
  });

  it('no document, and nothing that may be secret: a trust policy holds the external id, and findings show names', () => {
    const trust = JSON.stringify({
      Statement: [{ Principal: { AWS: `arn:aws:iam::${A}:role/rolewarden-hub` }, ExternalId: 'hidden' }],
    });
    const asked = {
      policyDocument: trust,
      assumeRolePolicyDocument: encodeURIComponent(trust),
      roleName: 'rolewarden-spoke',
      externalId: 'rolewarden-hidden',
      secretString: 'rolewarden-hidden',
      MasterUserPassword: 'rolewarden-hidden',
      sms: { externalId: 'rolewarden-hidden', topic: 't' },
      secretId: 'rolewarden/external-id',
    };
    expect(touchedBy({ requestParameters: asked })).toEqual([
      'rolewarden-spoke',
      't',
      'rolewarden/external-id',
    ]);
  });

  it('the function and the source of an event source mapping, which is asked for by an id of its own', () => {
    const [functionArn, eventSourceArn] = [`arn:aws:lambda:x:${A}:function:f`, `arn:aws:sqs:x:${A}:q`];
    const record = { requestParameters: { uuid: 'u' }, responseElements: { functionArn, eventSourceArn } };
    expect(touchedBy(record)).toEqual([functionArn, eventSourceArn, 'u']);
  });

  it('the keys of tags of roles and users, all of them, and of nothing else', () => {
    const tags = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: 'hidden' }));
    const tagged = (eventName: string, asked: object) => touchedBy({ eventName, requestParameters: asked });
    expect(tagged('TagRole', { roleName: 'r', tags })).toEqual(['r', ...tags.map(({ key }) => key)]);
    expect(tagged('UntagUser', { userName: 'u', tagKeys: ['a', 'b'] })).toEqual(['u', 'a', 'b']);
    expect(tagged('UpdateStack', { stackName: 's', tags })).toEqual(['s']);
  });

  it('every alarm of a list: ours may be the hundredth', () => {
    const alarmNames = Array.from({ length: 101 }, (_, n) => `alarm-${n}`);
    expect(touchedBy({ requestParameters: { alarmNames } })).toEqual(alarmNames.slice(0, 100));
    expect(touchedBy({ requestParameters: { names: ['no'], alarmNames: [7, 'yes'] } })).toEqual(['yes']);
  });

  it('at most twelve, and nothing where nothing was asked', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`k${n}`, `v${n}`]));
    expect(touchedBy({ requestParameters: many })).toHaveLength(12);
    expect([touchedBy({}), touchedBy({ requestParameters: null })]).toEqual([[], []]);
  });

  it('what a refusal names, which has no parameters: never the caller', () => {
    const message = `User: arn:aws:sts::${A}:assumed-role/Ops/work is not authorized to perform: lambda:DeleteFunction on resource: arn:aws:lambda:eu-central-1:${A}:function:f because no identity-based policy allows the lambda:DeleteFunction action`;
    expect(touchedBy({ requestParameters: null, errorMessage: message })).toEqual([
      `arn:aws:lambda:eu-central-1:${A}:function:f`,
    ]);
  });

  it('only of other services', () => {
    expect(eventOf(watched(stage, 'iam:DeleteRole', { roleName: 'r' }), watch).touched).toEqual(['r']);
    expect(
      eventOf(refusedLogin({ at: stage.at(1, '09:00'), from: '192.0.2.1', account: A })).touched,
    ).toEqual([]);
  });

  it('and whether the console did it', () => {
    expect(eventOf(listing, watch).fromConsole).toBe(false);
    expect(eventOf({ ...listing, sessionCredentialFromConsole: 'true' }, watch).fromConsole).toBe(true);
  });
});

describe('sign-ins that were refused', () => {
  const call = { at: stage.at(1, '09:00'), by: portalUser(A, 'bob'), from: '192.0.2.1', account: A };
  it('at Identity Center: the service’s details say so', () => {
    expect(eventOf(portalSignIn('CredentialVerification', call, false)).outcome).toBe('denied');
    expect(eventOf(portalSignIn('CredentialVerification', call)).outcome).toBe('success');
  });

  it('at the console: the user is the same one without the ARN', () => {
    const refused = eventOf(refusedLogin({ ...call, name: 'dave' }));
    expect([refused.outcome, refused.actor.key]).toEqual(['denied', `user:arn:aws:iam::${A}:user/dave`]);
  });
});

describe('whom a trust policy lets in', () => {
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const given = (statement: object) =>
    eventOf(
      watched(
        stage,
        'iam:CreateRole',
        { roleName: 'r', assumeRolePolicyDocument: document(statement) },
        {
          by: user(A, 'dave'),
        },
      ),
      watch,
    );

  it('is read of calls with long-lived keys too, and holds no external id', () => {
    const event = given({
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::444455556666:root', '444455556666'] },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: { StringEquals: { 'sts:ExternalId': 'hidden' } },
    });
    expect(event.trust).toEqual({
      roleName: 'r',
      lets: [{ kind: 'account', name: '444455556666', owner: undefined, subject: undefined }],
    });
    expect(JSON.stringify(event)).not.toContain('hidden');
  });

  it('comes back as it was packed', () => {
    const event = given({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${A}:oidc-provider/gitlab.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'gitlab.com:sub': ['project_path:acme/*', 'project_path:evil/*'] } },
    });
    expect(event.trust?.lets.map(({ owner }) => owner)).toEqual(['gitlab/acme', 'gitlab/evil']);
    expect(unpack(pack(event), PLACES)).toStrictEqual(event);
  });

  it('is as many as twenty, however many a policy names', () => {
    const AWS = Array.from({ length: 100 }, (_, n) => String(100_000_000_000 + n));
    expect(given({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:*' }).trust?.lets).toHaveLength(20);
  });
});

describe('a changed identity provider', () => {
  const changed = (call: string, asked: object, answer: object = {}) =>
    eventOf({ ...watched(stage, call, asked, { by: user(A, 'dave') }), responseElements: answer }, watch);
  const PEM = '-----BEGIN CERTIFICATE-----\nMIIhidden\n-----END CERTIFICATE-----';
  const entity =
    '<?xml version="1.0"?><md:EntityDescriptor ID="_1" entityID=\'https://idp.example.com\'>hidden';

  it.each([
    ['iam:CreateSAMLProvider', { name: 'corp', sAMLMetadataDocument: entity, addPrivateKey: PEM }],
    [
      'rolesanywhere:CreateTrustAnchor',
      { name: 'corp', source: { sourceData: { x509CertificateData: PEM } } },
    ],
    ['rolesanywhere:UpdateTrustAnchor', { trustAnchorId: 'corp', source: { sourceData: PEM } }],
  ])('of %s is read without its keys, and comes back as it was packed', (call, asked) => {
    const event = changed(call, asked);
    expect(event.provider?.name).toContain('corp');
    expect(JSON.stringify(event)).not.toContain('hidden');
    expect(unpack(pack(event), PLACES)).toStrictEqual(event);
  });

  it('of SAML says whose it is, where its document does', () => {
    const of = (sAMLMetadataDocument: string) =>
      changed('iam:CreateSAMLProvider', { name: 'corp', sAMLMetadataDocument }).provider?.authority;
    expect(of(entity)).toBe('https://idp.example.com');
    expect(of(entity.replaceAll("'", '"'))).toBe('https://idp.example.com');
    expect(of('<EntityDescriptor entityID="">')).toBeUndefined();
    expect(of('entityID'.repeat(20_000))).toBeUndefined();
  });

  it('of OIDC is the issuer that roles trust, by the answer or by what was asked', () => {
    const asked = { url: 'https://tokens.example.com/a/' };
    const openIDConnectProviderArn = `arn:aws:iam::${A}:oidc-provider/tokens.example.com/a`;
    for (const answer of [{}, { openIDConnectProviderArn }]) {
      const event = changed('iam:CreateOpenIDConnectProvider', asked, answer);
      expect(event.provider).toEqual({
        kind: 'oidc',
        name: 'tokens.example.com/a',
        authority: undefined,
        isNew: true,
      });
    }
  });

  it('of a trust anchor is its source, not its name', () => {
    const update = (asked: object) =>
      changed('rolesanywhere:UpdateTrustAnchor', { trustAnchorId: 'x', ...asked });
    expect(update({ name: 'y' }).provider).toBeUndefined();
    const acmPcaArn = `arn:aws:acm-pca:eu-central-1:${A}:certificate-authority/1`;
    expect(update({ source: { sourceData: { acmPcaArn } } }).provider).toEqual({
      kind: 'anchor',
      name: 'x',
      authority: acmPcaArn,
      isNew: false,
    });
  });
});
