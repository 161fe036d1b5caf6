import { actorOwner } from './actor.ts';
import { dayOf } from './days.ts';
import type { RoleRef, StsEvent } from './event.ts';
import { ORGANISATION, organisationOwner } from './facts.ts';
import { type Dimension, SEEN, type Sighting } from './habit.ts';

/** `full`: a quiet event. `probation`: kept apart. `none`: at or above the alert threshold, or refused. */
export type Teach = 'full' | 'probation' | 'none';

type Pair = readonly [Dimension, string | undefined];

/** The value of a role as a habit: `<account>/<role name>`. */
export function roleValue(role: RoleRef): string {
  return `${role.accountId}/${role.name}`;
}

/** The history owner of a role. */
export function roleOwner(role: RoleRef): string {
  return `r:${roleValue(role)}`;
}

/**
 * Who a role's history says called it: the unique id before the colon, which both copies of a cross-account call
 * carry; the actor's key where there is no such id (federation, services).
 */
export function callerValue({ actor }: StsEvent): string {
  return /^A[A-Z]{3}[A-Z0-9]{8,}/.exec(actor.principalId ?? '')?.[0] ?? actor.key;
}

/** The hour as a habit: `w08` on weekdays, `e08` at weekends, UTC. */
export function hourValue(time: number): string {
  const at = new Date(time);
  const weekend = at.getUTCDay() % 6 === 0;
  return `${weekend ? 'e' : 'w'}${String(at.getUTCHours()).padStart(2, '0')}`;
}

/** The owners whose history an event asks for. */
export function ownersOf(event: StsEvent): readonly string[] {
  const { actor, origin, role } = event;
  const owner = actorOwner(actor);
  return [
    ...(owner === undefined ? [] : [owner]),
    ...(role === undefined ? [] : [roleOwner(role)]),
    ORGANISATION,
    ...(origin.kind === 'ip' && origin.place ? [organisationOwner('country', origin.place.country)] : []),
    ...(origin.kind === 'ip' && origin.network ? [organisationOwner('network', origin.network.key)] : []),
    ...(actor.accountId ? [organisationOwner('account', actor.accountId)] : []),
  ];
}

/** What an event teaches: about its actor, about the role, and about the organisation. */
export function sightingsOf(event: StsEvent, teach: Teach): readonly Sighting[] {
  if (teach === 'none' || event.outcome !== 'success') return [];
  const days = [dayOf(event.time)];
  const about = (owner: string, pairs: readonly Pair[]): readonly Sighting[] =>
    pairs.flatMap(([name, value]) => {
      const dimension = teach === 'full' ? name : (`~${name}` as const);
      return value === undefined ? [] : [{ owner, dimension, value, days }];
    });
  const owner = actorOwner(event.actor);
  return [
    ...(owner === undefined ? [] : about(owner, actorPairs(event))),
    ...(event.role === undefined ? [] : about(roleOwner(event.role), rolePairs(event))),
    ...organisationPairs(event).flatMap(([at, pairs]) => about(at, pairs)),
  ];
}

/** A client that an AWS service names for somebody (origin service or internal) is not theirs. */
function actorPairs(event: StsEvent): readonly Pair[] {
  const { actor, client, origin } = event;
  const machine = actor.kind === 'role' || actor.kind === 'user' || actor.kind === 'account';
  const mfa = event.signInMfa ?? actor.mfa;
  return [
    ['seen', SEEN],
    ...placePairs(event),
    ['address', machine && origin.kind === 'ip' ? origin.ip : undefined],
    ['client', origin.kind !== 'ip' || client.text === undefined ? undefined : client.family],
    ['os', origin.kind !== 'ip' || client.os === 'unknown' ? undefined : client.os],
    ['region', event.region],
    ['account', event.recipientAccountId],
    ['role', roleHabit(event)],
    ['issues', event.grant === undefined ? undefined : event.eventName],
    ['hour', hourValue(event.time)],
    ['mfa', mfa === undefined || actor.federated ? undefined : mfa ? 'yes' : 'no'],
  ];
}

/** AssumeRoot has no role: the member account's root stands in. */
function roleHabit({ role, request }: StsEvent): string | undefined {
  if (role !== undefined) return roleValue(role);
  return request.targetAccountId === undefined ? undefined : `root/${request.targetAccountId}`;
}

function rolePairs(event: StsEvent): readonly Pair[] {
  return [
    ['seen', SEEN],
    ['caller', callerValue(event)],
    ['caller-kind', event.actor.kind],
    ...placePairs(event),
  ];
}

/** Countries say nothing of pipelines, of machines inside clouds, and of relays. */
function placePairs({ actor, origin }: StsEvent): readonly Pair[] {
  if (origin.kind !== 'ip') return [];
  const { network, place } = origin;
  const cloud = network?.kind === 'cloud' && (actor.workload !== undefined || actor.kind === 'role');
  const placeless = actor.workload === 'pipeline' || cloud || network?.kind === 'relay';
  return [
    ['country', placeless ? undefined : place?.country],
    [network?.dimension ?? 'network', network?.key],
  ];
}

/** The organisation learns from its own identities only: never from pipelines, outside accounts or services. */
function organisationPairs(event: StsEvent): readonly (readonly [string, readonly Pair[]])[] {
  const { actor, origin } = event;
  const outsider = actor.kind === 'account' || actor.kind === 'service' || actor.kind === 'unknown';
  if (outsider || actor.workload === 'pipeline') return [];
  const held: readonly Pair[] = [
    ['seen', SEEN],
    ['holder', actor.key],
  ];
  const place = new Map(placePairs(event));
  const country = place.get('country');
  const network = origin.kind === 'ip' ? origin.network?.key : undefined;
  const account = event.recipientAccountId;
  return [
    [ORGANISATION, [['seen', SEEN]]],
    ...(country === undefined ? [] : [[organisationOwner('country', country), held] as const]),
    ...(network === undefined ? [] : [[organisationOwner('network', network), held] as const]),
    ...(account === undefined ? [] : [[organisationOwner('account', account), held] as const]),
  ];
}
