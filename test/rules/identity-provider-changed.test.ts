import { samlUser, session, webIdentity } from '../../scripts/callers.ts';
import { type RawCloudTrail, withSaml, withWebIdentity } from '../../scripts/records.ts';
import { pipelineRun } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { pipelineSession, runOf } from '../../scripts/scenarios/pipelines.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/identity-provider-changed.ts';
import { type Case, cases, daily } from '../support/cases.ts';
import { A, B, call, dave, role } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const METADATA =
  '<?xml version="1.0"?><EntityDescriptor entityID="https://idp.evil.example/saml"><X509Certificate>MIIsecret';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIsecret\n-----END CERTIFICATE-----';
const arn = (name: string, account = A) => `arn:aws:iam::${account}:saml-provider/${name}`;

type How = NonNullable<Parameters<typeof watched>[3]> & { readonly answer?: object };
/** Somebody changes a provider, after quiet days. */
const changes =
  (name: string, asked: object, { answer, ...how }: How = {}) =>
  (stage: Stage): RawCloudTrail => {
    quietDays(stage, [...PEOPLE, pipelineRun]);
    const record = watched(stage, name, asked, { by: dave, ...how });
    return answer === undefined ? record : { ...record, responseElements: answer };
  };
const does = (name: string, call: string, asked: object, how: How = {}, config = {}): Case => ({
  name,
  tell: changes(call, asked, how),
  config: { ...WATCH, ...config },
});

const saml = (name: string, provider: string, how?: How, config?: object): Case =>
  does(
    name,
    'iam:CreateSAMLProvider',
    { name: provider, sAMLMetadataDocument: METADATA },
    { answer: { sAMLProviderArn: arn(provider) }, ...how },
    config,
  );
const updated = (
  name: string,
  provider: string,
  how?: How,
  asked: object = { sAMLMetadataDocument: METADATA },
) => does(name, 'iam:UpdateSAMLProvider', { ...asked, sAMLProviderArn: arn(provider) }, how);
const oidc = (name: string, issuer: string, how?: How, config?: object): Case =>
  does(
    name,
    'iam:CreateOpenIDConnectProvider',
    { url: `https://${issuer}`, clientIDList: ['sts.amazonaws.com'], thumbprintList: ['0'.repeat(40)] },
    { answer: { openIDConnectProviderArn: `arn:aws:iam::${A}:oidc-provider/${issuer}` }, ...how },
    config,
  );
const bundle = { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: CERTIFICATE } };
const pca = (account: string) => ({
  sourceType: 'AWS_ACM_PCA',
  sourceData: { acmPcaArn: `arn:aws:acm-pca:eu-central-1:${account}:certificate-authority/1f2e` },
});
const anchor = (name: string, source: object, how?: How): Case =>
  does(name, 'rolesanywhere:CreateTrustAnchor', { name: 'servers', enabled: true, source }, how);
const STRANGE: How = { place: 'hoster' };
const CONFIGURED = { identity: { samlProviders: ['arn:aws:iam::*:saml-provider/corp'] } };

/** Ann signs in by the provider `corp` every day, into an account. */
const signedInBy = (account: string, { tell }: Case) => {
  const ann = samlUser('ann@acme.test');
  return (stage: Stage) => {
    daily(stage, (day) =>
      withSaml({
        ...call(stage, { day, role: role('reader', account), by: ann }),
        provider: arn('corp', account),
      }),
    );
    return tell(stage);
  };
};
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIsecret';

cases(rule, {
  refused: 'silent',
  fires: [
    {
      ...saml('a SAML provider that nobody used', 'backdoor'),
      points: 45,
      says: 'the SAML provider "backdoor" was added, of "https://idp.evil.example/saml", which nobody',
      shows: {
        call: 'CreateSAMLProvider',
        kind: 'saml',
        provider: arn('backdoor'),
        authority: 'https://idp.evil.example/saml',
      },
    },
    {
      ...saml('the same from a strange place', 'backdoor', STRANGE),
      points: 70,
      says: 'from a strange place',
    },
    {
      ...saml('by a session, without an answer', 'backdoor', { by: sessionOf('Ops'), answer: {} }),
      points: 45,
    },
    {
      ...saml('a SAML provider outside of those configured', 'backdoor', {}, CONFIGURED),
      points: 70,
      says: 'not one of yours',
    },
    {
      ...updated('other metadata of a provider', 'corp'),
      points: 45,
      says: 'the SAML provider "corp" got other metadata, of "https://idp.evil.example/saml"',
    },
    { ...updated('other metadata, from a strange place', 'corp', STRANGE), points: 70 },
    {
      name: 'the provider that people sign in by, deleted and made anew from a strange place',
      tell: signedInBy(A, saml('', 'corp', STRANGE)),
      config: WATCH,
      points: 70,
      says: 'the SAML provider "corp" was added, of "https://idp.evil.example/saml", from a strange place',
    },
    {
      ...saml('the same of a provider that is configured', 'corp', STRANGE, CONFIGURED),
      points: 70,
    },
    {
      ...updated('the same by a role’s session that never called STS', 'corp', {
        by: sessionOf('Ops'),
        ...STRANGE,
      }),
      points: 70,
    },
    {
      ...updated('by code in AWS that never called STS', 'corp', {
        by: sessionOf('Stack'),
        place: 'awsFrankfurt',
      }),
      points: 45,
    },
    {
      name: 'by the only pipeline, which never called STS, on its runner',
      tell: (stage) => {
        quietDays(stage, [...PEOPLE, pipelineRun]);
        const run = runOf(stage, stage.at(30, '08:59:00'));
        stage.add(withWebIdentity(run));
        const asked = { sAMLMetadataDocument: METADATA, sAMLProviderArn: arn('corp') };
        return watched(stage, 'iam:UpdateSAMLProvider', asked, { by: pipelineSession(run), from: run.from });
      },
      config: WATCH,
      points: 45,
    },
    {
      name: 'other metadata, too long for CloudTrail',
      tell: changes('iam:UpdateSAMLProvider', {}, { answer: { sAMLProviderArn: arn('corp') } }),
      config: WATCH,
      points: 45,
    },
    {
      ...updated('Identity Center’s provider, by a person', 'AWSSSO_bafa1a00e8e55555_DO_NOT_DELETE'),
      points: 90,
      says: 'which only Identity Center itself does',
    },
    {
      ...oidc('an issuer that nobody used', 'tokens.evil.example/oidc'),
      points: 45,
      says: 'the OIDC provider "tokens.evil.example/oidc" was added, which nobody',
      shows: { call: 'CreateOpenIDConnectProvider', kind: 'oidc', provider: 'tokens.evil.example/oidc' },
    },
    { ...oidc('the same from a strange place', 'tokens.evil.example', STRANGE), points: 70 },
    {
      ...oidc('an issuer whose name looks like EKS’s', 'oidc.eks.eu-central-1.amazonaws.com.evil.example'),
      points: 45,
    },
    {
      ...oidc('an issuer whose name looks like GitHub’s', 'token.actions.githubusercontent.com.evil.example'),
      points: 45,
    },
    {
      ...oidc(
        'an issuer outside of those configured',
        'gitlab.com',
        {},
        {
          identity: { oidcIssuers: ['token.actions.githubusercontent.com'] },
        },
      ),
      points: 70,
    },
    {
      name: 'an issuer that was first used yesterday',
      tell: (stage) => {
        const evil = 'tokens.evil.example';
        const by = webIdentity(A, evil, 'anybody');
        quietDays(stage, PEOPLE);
        stage.add(withWebIdentity(call(stage, { day: 29, role: role('theirs'), by })));
        return oidc('', evil).tell(stage);
      },
      config: WATCH,
      points: 45,
    },
    {
      ...anchor('a trust anchor with certificates of its own', bundle),
      points: 45,
      says: 'the trust anchor "servers" was added, with certificates of its own',
      shows: { call: 'CreateTrustAnchor', kind: 'anchor', provider: 'servers' },
    },
    { ...anchor('the same from a strange place', bundle, STRANGE), points: 70 },
    { ...anchor('an authority of an unknown account', pca('999988887777')), points: 45 },
    {
      ...does('another certificate of a trust anchor', 'rolesanywhere:UpdateTrustAnchor', {
        trustAnchorId: '4d07f6a0',
        source: bundle,
      }),
      points: 45,
      says: 'the trust anchor "4d07f6a0" was changed',
    },
    {
      name: 'a trust anchor, before there is any history',
      tell: (stage) =>
        watched(stage, 'rolesanywhere:CreateTrustAnchor', { name: 'x', source: bundle }, { by: dave }),
      config: WATCH,
      points: 45,
    },
  ],
  silent: [
    oidc('a cluster', 'oidc.eks.eu-central-1.amazonaws.com/id/0123'),
    oidc('GitHub, whose tenants `trust-opened` judges', 'token.actions.githubusercontent.com'),
    oidc('an issuer that is configured', 'gitlab.acme.example', STRANGE, {
      identity: { oidcIssuers: ['gitlab.acme.example'] },
    }),
    saml('a provider that is configured', 'corp', {}, CONFIGURED),
    does(
      'another audience',
      'iam:AddClientIDToOpenIDConnectProvider',
      {
        clientID: 'x',
        openIDConnectProviderArn: `arn:aws:iam::${A}:oidc-provider/tokens.evil.example`,
      },
      { by: sessionOf('Ops') },
    ),
    does(
      'another call',
      'iam:DeleteSAMLProvider',
      { sAMLProviderArn: arn('corp') },
      { by: sessionOf('Ops') },
    ),
  ],
  almost: [
    {
      name: 'the provider that people sign in by, in another account',
      tell: signedInBy(B, saml('', 'corp')),
      config: WATCH,
    },
    {
      name: 'the issuer of pipelines of another account',
      tell: (stage) => {
        const issuer = 'gitlab.acme.example';
        const by = webIdentity(B, issuer, 'project_path:acme/shop:ref_type:branch:ref:main');
        daily(stage, (day) => withWebIdentity(call(stage, { day, role: role('deploy', B), by })));
        return oidc('', issuer).tell(stage);
      },
      config: WATCH,
    },
    saml('Identity Center’s own provider, by its role', 'AWSSSO_bafa1a00e8e55555_DO_NOT_DELETE', {
      by: session({
        role: { account: A, name: 'AWSServiceRoleForSSO', path: '/aws-service-role/sso.amazonaws.com/' },
        session: 'AWS-SSO',
        key: 'ASIAEXAMPLEEXAMPLE12',
        issuedAt: '2026-03-31T08:00:00Z',
      }),
    }),
    saml('a provider, by AWS', 'AWSSSO_bafa1a00e8e55555_DO_NOT_DELETE', {
      by: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' },
    }),
    updated('how assertions are encrypted', 'corp', STRANGE, {
      assertionEncryptionMode: 'Required',
      addPrivateKey: KEY,
    }),
    does(
      'a trust anchor’s name',
      'rolesanywhere:UpdateTrustAnchor',
      { trustAnchorId: '4d07f6a0', name: 'x' },
      STRANGE,
    ),
    anchor('an authority of the account itself', pca(A), STRANGE),
    {
      ...anchor('an authority of a configured account', pca(B), STRANGE),
      config: { ...WATCH, organisation: { accounts: [A, B] } },
    },
    {
      name: 'a provider, before the organisation has a history',
      tell: (stage) =>
        watched(
          stage,
          'iam:CreateSAMLProvider',
          { name: 'corp', sAMLMetadataDocument: METADATA },
          { by: dave },
        ),
      config: WATCH,
    },
    {
      name: 'a call of another service of the same name',
      tell: (stage) => ({ ...saml('', 'backdoor').tell(stage), eventSource: 'cognito-idp.amazonaws.com' }),
      config: WATCH,
    },
  ],
});
