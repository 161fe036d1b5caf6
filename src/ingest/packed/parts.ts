import type { Federation } from '../../core/event/event.ts';
import type { ProviderChange } from '../../core/event/provider-change.ts';
import type { Grant, StsRequest } from '../../core/event/request.ts';
import type { Trust, Trusted } from '../../core/event/trust.ts';
import { subjectOf } from '../record/subject.ts';

/** What may be missing: JSON writes `undefined` in a list as null. */
export type Or<T> = T | null | undefined;

/** A grant, packed. */
export type GrantRow = readonly [accessKeyId: Or<string>, assumedRoleId: Or<string>, expiresAt: Or<number>];
/** A request, packed. */
export type RequestRow = readonly [
  sessionName: Or<string>,
  durationSeconds: Or<number>,
  sourceIdentity: Or<string>,
  externalIdHash: Or<string>,
  mfaSerial: Or<string>,
  sessionPolicy: StsRequest['sessionPolicy'],
  tagKeys: readonly string[],
  transitiveTagKeys: readonly string[],
  grantType: Or<string>,
  targetAccountId: Or<string>,
  audiences: readonly string[],
  taskPolicy: Or<string>,
];
/** A federation, packed, without `parsed`: that follows from issuer and subject. */
export type FederationRow = readonly [
  kind: Federation['kind'],
  providerArn: Or<string>,
  issuer: Or<string>,
  subject: Or<string>,
  audience: Or<string>,
];

/** A trust policy, packed. */
export type TrustRow = readonly [
  roleName: string,
  lets: readonly (readonly [kind: Trusted['kind'], name: string, owner: Or<string>, subject: Or<string>])[],
];

/** A change of an identity provider, packed. */
export type ProviderRow = readonly [
  kind: ProviderChange['kind'],
  name: string,
  authority: Or<string>,
  isNew: boolean,
];

/** Packs a request. */
// biome-ignore format: in the order of the row
export const requestRow = (request: StsRequest): RequestRow => [
  request.sessionName, request.durationSeconds, request.sourceIdentity, request.externalIdHash, request.mfaSerial,
  request.sessionPolicy, request.tagKeys, request.transitiveTagKeys, request.grantType, request.targetAccountId,
  request.audiences, request.taskPolicy,
];

/** Packs a grant. */
export const grantRow = ({ accessKeyId, assumedRoleId, expiresAt }: Grant): GrantRow => [
  accessKeyId,
  assumedRoleId,
  expiresAt,
];

/** The grant that was packed. */
export function toGrant([accessKeyId, assumedRoleId, expiresAt]: GrantRow): Grant {
  return {
    accessKeyId: accessKeyId ?? undefined,
    assumedRoleId: assumedRoleId ?? undefined,
    expiresAt: expiresAt ?? undefined,
  };
}

/** The request that was packed. */
export function toRequest(row: RequestRow): StsRequest {
  return {
    sessionName: row[0] ?? undefined,
    durationSeconds: row[1] ?? undefined,
    sourceIdentity: row[2] ?? undefined,
    externalIdHash: row[3] ?? undefined,
    mfaSerial: row[4] ?? undefined,
    sessionPolicy: row[5],
    tagKeys: row[6],
    transitiveTagKeys: row[7],
    grantType: row[8] ?? undefined,
    targetAccountId: row[9] ?? undefined,
    audiences: row[10],
    taskPolicy: row[11] ?? undefined,
  };
}

/** Packs a federation. */
export const federationRow = (from: Federation): FederationRow => [
  from.kind,
  from.providerArn,
  from.issuer,
  from.subject,
  from.audience,
];

/** The federation that was packed. */
export function toFederation([kind, arn, issuer, subject, audience]: FederationRow): Federation {
  const about = issuer ?? undefined;
  const who = subject ?? undefined;
  return {
    kind,
    providerArn: arn ?? undefined,
    issuer: about,
    subject: who,
    parsed: kind === 'oidc' && who !== undefined ? subjectOf(about, who) : undefined,
    audience: audience ?? undefined,
  };
}

/** Packs a trust policy. */
export function trustRow({ lets, roleName }: Trust): TrustRow {
  return [roleName, lets.map(({ kind, name, owner, subject }) => [kind, name, owner, subject])];
}

/** The trust policy that was packed. */
export function toTrust([roleName, lets]: TrustRow): Trust {
  const letsIn = lets.map(([kind, name, owner, subject]) => ({
    kind,
    name,
    owner: owner ?? undefined,
    subject: subject ?? undefined,
  }));
  return { roleName, lets: letsIn };
}

/** Packs a change of an identity provider. */
export const providerRow = (change: ProviderChange): ProviderRow => [
  change.kind,
  change.name,
  change.authority,
  change.isNew,
];

/** The change that was packed. */
export function toProvider([kind, name, authority, isNew]: ProviderRow): ProviderChange {
  return { kind, name, authority: authority ?? undefined, isNew };
}
