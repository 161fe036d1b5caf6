import { createHash } from 'node:crypto';
import type { Federation, RoleRef } from '../../core/event/event.ts';
import type { Grant, StsRequest } from '../../core/event/request.ts';
import {
  behindSlash,
  countAt,
  type Fields,
  get,
  listAt,
  objectAt,
  shared,
  sharedAt,
  TEXT_CAP,
  textAt,
} from '../json/fields.ts';
import type { RecordParts } from './parts.ts';
import { policyOf } from './policy.ts';
import { issuerOf, subjectOf } from './subject.ts';
import { parseTime } from './times.ts';

const TAG_CAP = 50;
const NONE: readonly string[] = Object.freeze([]);

/** What the caller asked for. The external id leaves here only as a salted hash. */
export function requestOf(
  { additional, asked, granted }: RecordParts,
  role: RoleRef | undefined,
): StsRequest {
  const target = textAt(asked, 'targetPrincipal');
  return {
    sessionName: sharedAt(asked, 'roleSessionName') ?? sharedAt(asked, 'name') ?? sessionNameOf(granted),
    durationSeconds: countAt(asked, 'durationSeconds'),
    sourceIdentity: sharedAt(asked, 'sourceIdentity') ?? sharedAt(granted, 'sourceIdentity'),
    externalIdHash: hashOf(get(asked, 'externalId'), role),
    mfaSerial: sharedAt(asked, 'serialNumber'),
    sessionPolicy: policyOf(asked),
    tagKeys: tagKeys(asked),
    transitiveTagKeys: texts(listAt(asked, 'transitiveTagKeys')),
    grantType: textAt(asked, 'grantType', 128) ?? textAt(additional, 'grant_type', 128),
    audiences: texts(listAt(asked, 'audience')),
    targetAccountId: target === undefined ? undefined : /\b\d{12}\b/.exec(target)?.[0],
    taskPolicy: textAt(objectAt(asked, 'taskPolicyArn'), 'arn', 256)?.split('/').at(-1),
  };
}

/** What was issued, or undefined. The secret key is not in the record and the session token is never read. */
export function grantOf({ granted }: RecordParts): Grant | undefined {
  const credentials = objectAt(granted, 'credentials');
  const accessKeyId = textAt(credentials, 'accessKeyId');
  const assumedRoleId =
    textAt(objectAt(granted, 'assumedRoleUser'), 'assumedRoleId') ??
    textAt(objectAt(granted, 'federatedUser'), 'federatedUserId');
  if (accessKeyId === undefined && assumedRoleId === undefined) return undefined;
  return { accessKeyId, assumedRoleId, expiresAt: parseTime(get(credentials, 'expiration')) };
}

/** Where a federated session came from; undefined for every other call. */
export function federationOf({ asked, eventName, granted, identity }: RecordParts): Federation | undefined {
  if (eventName === 'AssumeRoleWithSAML') {
    return {
      kind: 'saml',
      providerArn: textAt(asked, 'principalArn'),
      issuer: textAt(granted, 'issuer'),
      subject: textAt(granted, 'subject') ?? textAt(identity, 'userName'),
      parsed: undefined,
      audience: textAt(granted, 'audience'),
    };
  }
  if (eventName !== 'AssumeRoleWithWebIdentity') return undefined;
  const provider = textAt(granted, 'provider') ?? textAt(identity, 'identityProvider');
  const issuer = issuerOf(provider);
  const subject = textAt(granted, 'subjectFromWebIdentityToken') ?? textAt(identity, 'userName');
  return {
    kind: 'oidc',
    providerArn: provider?.startsWith('arn:') ? provider : undefined,
    issuer,
    subject,
    parsed: subject === undefined ? undefined : subjectOf(issuer, subject),
    audience: textAt(granted, 'audience'),
  };
}

function sessionNameOf(granted: Fields): string | undefined {
  const arn = textAt(objectAt(granted, 'assumedRoleUser'), 'arn');
  return arn === undefined ? undefined : shared(behindSlash(arn));
}

function hashOf(externalId: unknown, role: RoleRef | undefined): string | undefined {
  if (typeof externalId !== 'string' || externalId === '') return undefined;
  return createHash('sha256')
    .update(`${role?.arn ?? ''}|${externalId}`)
    .digest('hex')
    .slice(0, 12);
}

/** Tags come as a list of {key, value}, or as a map. Only the keys are kept. */
function tagKeys(asked: Fields): readonly string[] {
  const listed = listAt(asked, 'tags');
  if (listed.length > 0) return texts(listed.map((tag) => get(tag, 'key')));
  return texts(Object.keys(objectAt(asked, 'principalTags')));
}

function texts(values: readonly unknown[]): readonly string[] {
  if (values.length === 0) return NONE;
  return values
    .flatMap((value) => (typeof value === 'string' ? [value.slice(0, TEXT_CAP)] : []))
    .slice(0, TAG_CAP);
}
