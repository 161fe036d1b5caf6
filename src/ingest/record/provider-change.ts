import { partitionOf } from '../../core/event/partition.ts';
import type { ProviderChange } from '../../core/event/provider-change.ts';
import { ARN_CAP, get, objectAt, textAt } from '../json/fields.ts';
import type { RecordParts } from './parts.ts';
import { issuerOf } from './subject.ts';

/** As much of a SAML document is searched for its entity id, which the first element has. */
const HEAD = 8_192;
const ENTITY = /\bentityID\s?=\s?(?:"([^"<]{1,512})"|'([^'<]{1,512})')/;

/** The calls that add an identity provider or replace its keys, with who is asked. */
const READERS: ReadonlyMap<string, (parts: RecordParts) => ProviderChange | undefined> = new Map([
  ['iam.amazonaws.com CreateSAMLProvider', samlOf],
  ['iam.amazonaws.com UpdateSAMLProvider', samlOf],
  ['iam.amazonaws.com CreateOpenIDConnectProvider', oidcOf],
  ['rolesanywhere.amazonaws.com CreateTrustAnchor', anchorOf],
  ['rolesanywhere.amazonaws.com UpdateTrustAnchor', anchorOf],
]);

/** What a call changes about an identity provider. Kept are names: neither metadata nor certificates, and no private key. */
export function providerChangeOf(parts: RecordParts): ProviderChange | undefined {
  return READERS.get(`${textAt(parts.record, 'eventSource')} ${parts.eventName}`)?.(parts);
}

function samlOf({ asked, eventName, granted, record }: RecordParts): ProviderChange | undefined {
  const isNew = eventName === 'CreateSAMLProvider';
  const document = textAt(asked, 'sAMLMetadataDocument', HEAD);
  const named = textAt(asked, 'sAMLProviderArn', ARN_CAP);
  // it may also change how assertions are encrypted only; of one too long CloudTrail leaves out all that was asked
  if (!isNew && named !== undefined && document === undefined) return undefined;
  const name = textAt(granted, 'sAMLProviderArn', ARN_CAP) ?? named ?? arnOf(record, textAt(asked, 'name'));
  if (name === undefined) return undefined;
  const entity = ENTITY.exec(document ?? '');
  return { kind: 'saml', name, authority: entity?.[1] ?? entity?.[2], isNew };
}

function arnOf(record: RecordParts['record'], name: string | undefined): string | undefined {
  const account = textAt(record, 'recipientAccountId', 64);
  const partition = partitionOf(textAt(record, 'awsRegion', 64));
  if (name === undefined || account === undefined) return undefined;
  return `arn:${partition}:iam::${account}:saml-provider/${name}`;
}

function oidcOf({ asked, granted }: RecordParts): ProviderChange | undefined {
  const name = issuerOf(textAt(granted, 'openIDConnectProviderArn', ARN_CAP) ?? textAt(asked, 'url'));
  return name === undefined ? undefined : { kind: 'oidc', name, authority: undefined, isNew: true };
}

function anchorOf({ asked, eventName, granted }: RecordParts): ProviderChange | undefined {
  const made = objectAt(granted, 'trustAnchor');
  // an update may be of its name only
  if (get(asked, 'source') === undefined) return undefined;
  const name = textAt(made, 'name') ?? textAt(asked, 'name') ?? textAt(asked, 'trustAnchorId');
  const authority = textAt(objectAt(objectAt(asked, 'source'), 'sourceData'), 'acmPcaArn', ARN_CAP);
  if (name === undefined) return undefined;
  return { kind: 'anchor', name, authority, isNew: eventName === 'CreateTrustAnchor' };
}
