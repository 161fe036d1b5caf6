import type { Actor } from '../../core/event/actor.ts';
import type { Or } from './parts.ts';

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

/** Packs an actor. */
// biome-ignore format: in the order of the row
export const actorRow = (actor: Actor): ActorRow => [
  actor.key, actor.kind, actor.name, actor.arn, actor.accountId, actor.principalId, actor.accessKeyId,
  actor.sessionName, actor.roleName, actor.sourceIdentity, actor.workload, actor.mfa, actor.federated, actor.invokedBy,
  actor.unnamedKey, actor.assumedRoot, actor.serviceLinked, actor.fetched && [actor.fetched.by, actor.fetched.at],
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
