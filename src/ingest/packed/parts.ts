import type { Actor } from '../../core/event/actor.ts';
import type { Federation } from '../../core/event/event.ts';
import type { ProviderChange } from '../../core/event/provider-change.ts';
import type { Grant, StsRequest } from '../../core/event/request.ts';
import type { Trust, Trusted } from '../../core/event/trust.ts';
import { subjectOf } from '../record/subject.ts';

/** What may be missing: JSON writes `undefined` in a list as null. */
export type Or<T> = T | null | undefined;

/** An actor, packed. */
export type ActorRow = readonly [
  key: string,
  kind: Actor['kind'],
  name: string,
  arn: Or<string>,
  accountId: Or<string>,
  principalId: Or<string>,
  accessKeyId: Or<string>,
  sessionName: Or<string>,
  roleName: Or<string>,
  sourceIdentity: Or<string>,
  workload: Or<NonNullable<Actor['workload']>>,
  mfa: Or<boolean>,
  federated: boolean,
  invokedBy: Or<string>,
  unnamedKey: Or<string>,
  assumedRoot: boolean,
  serviceLinked: boolean,
  fetched: Or<readonly [by: Or<string>, at: number]>,
];
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

/** Packs an actor. */
// biome-ignore format: in the order of the row
export const actorRow = (actor: Actor): ActorRow => [
  actor.key, actor.kind, actor.name, actor.arn, actor.accountId, actor.principalId, actor.accessKeyId,
  actor.sessionName, actor.roleName, actor.sourceIdentity, actor.workload, actor.mfa, actor.federated, actor.invokedBy,
  actor.unnamedKey, actor.assumedRoot, actor.serviceLinked, actor.fetched && [actor.fetched.by, actor.fetched.at],
];

/** Packs a request. */
// biome-ignore format: in the order of the row
export const requestRow = (request: StsRequest): RequestRow => [
  request.sessionName, request.durationSeconds, request.sourceIdentity, request.externalIdHash, request.mfaSerial,
  request.sessionPolicy, request.tagKeys, request.transitiveTagKeys, request.grantType, request.targetAccountId,
  request.audiences, request.taskPolicy,
];

/** The actor that was packed. */
export function toActor(row: ActorRow): Actor {
  return {
    key: row[0],
    unnamedKey: row[14] ?? undefined,
    fetched: row[17] ? { by: row[17][0] ?? undefined, at: row[17][1] } : undefined,
    kind: row[1],
    name: row[2],
    arn: row[3] ?? undefined,
    accountId: row[4] ?? undefined,
    principalId: row[5] ?? undefined,
    accessKeyId: row[6] ?? undefined,
    sessionName: row[7] ?? undefined,
    roleName: row[8] ?? undefined,
    sourceIdentity: row[9] ?? undefined,
    workload: row[10] ?? undefined,
    mfa: row[11] ?? undefined,
    federated: row[12],
    assumedRoot: row[15],
    serviceLinked: row[16],
    invokedBy: row[13] ?? undefined,
  };
}

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

/** Packs a trust policy as a `TrustRow`. */
export function trustRow(trust: Trust | undefined): Or<TrustRow> {
  return (
    trust && [
      trust.roleName,
      trust.lets.map(({ kind, name, owner, subject }) => [kind, name, owner, subject]),
    ]
  );
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
export function providerRow(change: ProviderChange | undefined): Or<ProviderRow> {
  return change && [change.kind, change.name, change.authority, change.isNew];
}

/** The change that was packed. */
export function toProvider([kind, name, authority, isNew]: ProviderRow): ProviderChange {
  return { kind, name, authority: authority ?? undefined, isNew };
}
