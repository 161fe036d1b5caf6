import { type Caller, session } from '../callers.ts';
import { address } from '../places.ts';
import type { Call, RawCloudTrail } from '../records.ts';
import { serviceCall } from '../sign-in.ts';
import { DATA, SHOP } from './organisation.ts';

/** The name of Identity Center's provider in an account. */
export const IDENTITY_CENTER = 'AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE';

/** The session with which Identity Center looks after its provider and roles in an account. */
export const identityCenter = (account: string, issuedAt: string): Caller =>
  session({
    role: { account, name: 'AWSServiceRoleForSSO', path: '/aws-service-role/sso.amazonaws.com/' },
    session: 'AWS-SSO',
    key: 'ASIAIDENTITY7EXAMPLE',
    issuedAt,
  });

/** A SAML provider is made, or with `changed` gets other metadata. */
export function samlProvider(call: Call, name: string, entity: string, changed = false): RawCloudTrail {
  const sAMLMetadataDocument = `<?xml version="1.0"?><EntityDescriptor entityID="${entity}"></EntityDescriptor>`;
  const sAMLProviderArn = `arn:aws:iam::${call.account}:saml-provider/${name}`;
  const [eventName, asked] = changed
    ? ['UpdateSAMLProvider', { sAMLMetadataDocument, sAMLProviderArn }]
    : ['CreateSAMLProvider', { sAMLMetadataDocument, name }];
  return { ...serviceCall('iam', eventName, call, asked), responseElements: { sAMLProviderArn } };
}

/** An OIDC provider is made. */
export function oidcProvider(call: Call, issuer: string): RawCloudTrail {
  const asked = { url: `https://${issuer}`, clientIDList: ['sts.amazonaws.com'], thumbprintList: [] };
  const openIDConnectProviderArn = `arn:aws:iam::${call.account}:oidc-provider/${issuer}`;
  return {
    ...serviceCall('iam', 'CreateOpenIDConnectProvider', call, asked),
    responseElements: { openIDConnectProviderArn },
  };
}

/** A trust anchor of Roles Anywhere is made, with a certificate of its own. */
export function trustAnchor(call: Call, name: string): RawCloudTrail {
  const x509CertificateData = '-----BEGIN CERTIFICATE-----\nopaque\n-----END CERTIFICATE-----';
  const source = { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData } };
  return serviceCall('rolesanywhere', 'CreateTrustAnchor', call, { name, enabled: true, source });
}

/** What Identity Center does where it is at home, in an account that is new to it. */
export function enrolled(at: string): RawCloudTrail {
  const call = { at, by: identityCenter(DATA, at), from: 'sso.amazonaws.com', account: DATA };
  return samlProvider(call, IDENTITY_CENTER, 'https://portal.sso.eu-central-1.amazonaws.com/saml');
}

/** The call of somebody in the shop, with a place. */
export const shopCall = (at: string, by: Caller, place: Parameters<typeof address>[0], n = 1): Call => ({
  at,
  by,
  from: address(place, n),
  account: SHOP,
});
