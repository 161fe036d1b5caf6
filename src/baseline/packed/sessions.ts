import { ACTOR_KINDS } from '../../core/event/actor.ts';
import {
  type IssuedSession,
  type Session,
  sessionIdentity,
  sessionText,
} from '../../core/history/session.ts';
import { NETWORK_KINDS } from '../../core/place/origin.ts';
import { jsonIn } from '../../core/text/json.ts';

/**
 * A session as text: four lines. `0`, or `1` where the key is ambiguous; what two records must agree on; their rank
 * (`t` if it is trusted, else `u`; time, then fewer ancestors: the smaller counts); the record as a JSON array.
 */
export function packSession(session: IssuedSession): string {
  const rank = `${session.trusted ? 't' : 'u'}${String(session.time).padStart(15, '0')}.${9 - session.ancestors.length}`;
  const flag = session.ambiguous ? '1' : '0';
  return `${flag}\n${sessionIdentity(session)}\n${rank}\n${sessionText(session)}`;
}

/** Reads what `packSession` wrote; undefined for anything else, such as the form of an older version. */
export function unpackSession(packed: string): IssuedSession | undefined {
  const [flag, , , json] = packed.split('\n');
  const row = json === undefined ? undefined : jsonIn(json);
  if (!Array.isArray(row)) return undefined;
  const session = sessionFrom(row);
  const [ancestors, partial, parent]: readonly unknown[] = row.slice(LENGTH);
  if (session === undefined || !Array.isArray(ancestors)) return undefined;
  const known = ancestors.flatMap((one: unknown) => (Array.isArray(one) ? (sessionFrom(one) ?? []) : []));
  const parentName = text(parent);
  return { ...session, ambiguous: flag === '1', ancestors: known, partial: partial === true, parentName };
}

/** How many facts `sessionText` writes before the ancestors. */
const LENGTH = 26;

/** A row as `sessionText` writes it. */
function sessionFrom(row: readonly unknown[]): Session | undefined {
  const [accessKeyId, parentKeyId, key, kind, name, arn, roleAccount, roleName, ...more] = row;
  const [sessionName, assumedRoleId, accountId, time, expiresAt, country, network, networkKey, ...rest] =
    more;
  const [networkKind, client, sourceIdentity, reputation, timing, behaviour, finding, ...flags] = rest;
  const actorKind = ACTOR_KINDS.find((known) => known === kind);
  if (typeof accessKeyId !== 'string' || typeof time !== 'number' || actorKind === undefined)
    return undefined;
  return {
    accessKeyId,
    parentKeyId: text(parentKeyId),
    actor: { key: text(key) ?? '', kind: actorKind, name: text(name) ?? '' },
    role:
      typeof arn === 'string'
        ? { arn, accountId: text(roleAccount) ?? '', name: text(roleName) ?? '' }
        : undefined,
    sessionName: text(sessionName),
    assumedRoleId: text(assumedRoleId),
    accountId: text(accountId),
    time,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : undefined,
    country: text(country),
    network: text(network),
    networkKey: text(networkKey),
    networkKind: NETWORK_KINDS.find((known) => known === networkKind),
    client: text(client) ?? '',
    sourceIdentity: text(sourceIdentity),
    birth: {
      reputation: Number(reputation),
      timing: Number(timing),
      behaviour: Number(behaviour),
      finding: text(finding) ?? null,
    },
    trusted: flags[0] === true,
    ambiguous: flags[1] === true,
    heldBy: text(flags[2]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
