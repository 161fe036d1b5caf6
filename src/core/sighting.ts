import { actorOwner } from './actor.ts';
import { dayOf } from './days.ts';
import type { StsEvent } from './event.ts';
import { type Dimension, SEEN, type Sighting } from './habit.ts';
import { rootOf } from './lineage.ts';
import {
  countryOf,
  isInsider,
  ORGANISATION,
  organisationLessons,
  organisationOwner,
  organisationValues,
} from './organisation.ts';
import type { Lineage } from './session.ts';
import {
  callerValue,
  externalIdValue,
  hourValue,
  nameStyle,
  roleMfaValue,
  roleOwner,
  roleValue,
  sessionHours,
} from './values.ts';

/** `full`: a quiet event. `probation`: kept apart. `none`: at or above the alert threshold, or refused. */
export type Teach = 'full' | 'probation' | 'none';

/** Signs of a person at the Identity Center portal. */
export const PORTAL_CALLS: ReadonlySet<string> = new Set([
  'UserAuthentication',
  'CredentialVerification',
  'ListApplications',
]);

type Pair = readonly [Dimension, string | undefined];

/** The owners whose history an event asks for. */
export function ownersOf(event: StsEvent): readonly string[] {
  const owner = actorOwner(event.actor);
  return [
    ...(owner === undefined ? [] : [owner]),
    ...(event.role === undefined ? [] : [roleOwner(event.role)]),
    ORGANISATION,
    ...organisationValues(event).map(([dimension, value]) => organisationOwner(dimension, value)),
  ];
}

/**
 * What an event teaches: about its actor, about the role, and about the organisation. Calls of other services
 * (`sessions: watch`) teach nothing.
 */
export function sightingsOf(event: StsEvent, teach: Teach, lineage: Lineage): readonly Sighting[] {
  if (teach === 'none' || event.outcome !== 'success' || event.service === 'watched') return [];
  const days = [dayOf(event.time)];
  const about = (owner: string, pairs: readonly Pair[]): readonly Sighting[] =>
    pairs.flatMap(([name, value]) => {
      const dimension = teach === 'full' ? name : (`~${name}` as const);
      return value === undefined ? [] : [{ owner, dimension, value, days }];
    });
  const owner = actorOwner(event.actor);
  return [
    ...(owner === undefined ? [] : about(owner, actorPairs(event))),
    ...(event.role === undefined ? [] : about(roleOwner(event.role), rolePairs(event, lineage))),
    ...(isInsider(event) ? about(ORGANISATION, [['seen', SEEN]]) : []),
    ...organisationLessons(event).flatMap(({ dimension, value, holder }) =>
      about(organisationOwner(dimension, value), [
        ['seen', SEEN],
        ['holder', holder],
      ]),
    ),
  ];
}

/** A client that an AWS service names for somebody (origin service or internal) is not theirs. */
function actorPairs(event: StsEvent): readonly Pair[] {
  const { actor, client, origin, request } = event;
  const machine = actor.kind === 'role' || actor.kind === 'user' || actor.kind === 'account';
  return [
    ['seen', SEEN],
    ...placePairs(event),
    ['network-kind', origin.kind === 'ip' ? origin.network?.kind : undefined],
    ['address', machine && origin.kind === 'ip' ? origin.ip : undefined],
    ['client', origin.kind !== 'ip' || client.text === undefined ? undefined : client.family],
    ['os', origin.kind !== 'ip' || client.os === 'unknown' ? undefined : client.os],
    ['region', event.region],
    ['account', event.recipientAccountId],
    ['role', roleHabit(event)],
    ['issues', event.grant !== undefined || event.name === 'GetSigninToken' ? event.eventName : undefined],
    ['hour', hourValue(event.time)],
    ['mfa', mfaOf(event)],
    ['role-mfa', roleMfaValue(event)],
    ['mfa-device', request.mfaSerial],
    ['name-style', nameStyle(request.sessionName)],
    ['portal', PORTAL_CALLS.has(event.name) ? event.name : undefined],
  ];
}

/** Federated sessions always say no: they say nothing. */
function mfaOf({ actor, request, signInMfa }: StsEvent): 'yes' | 'no' | undefined {
  if (actor.federated) return undefined;
  if (request.mfaSerial !== undefined) return 'yes';
  const said = signInMfa ?? actor.mfa;
  return said === undefined ? undefined : said ? 'yes' : 'no';
}

/** AssumeRoot has no role: the member account's root stands in. */
function roleHabit({ role, request }: StsEvent): string | undefined {
  if (role !== undefined) return roleValue(role);
  return request.targetAccountId === undefined ? undefined : `root/${request.targetAccountId}`;
}

function rolePairs(event: StsEvent, lineage: Lineage): readonly Pair[] {
  const { actor, federation, request } = event;
  const parsed = federation?.parsed;
  const transitive = new Set(request.transitiveTagKeys);
  return [
    ['seen', SEEN],
    ['caller', callerValue(event)],
    ['caller-kind', actor.kind],
    ...placePairs(event),
    ['provider', federation?.kind === 'saml' ? federation.providerArn : federation?.issuer],
    ['owner', parsed?.owner],
    ['unit', parsed?.unit],
    ['ref', parsed?.ref],
    ['external-id', externalIdValue(event)],
    ['hours', sessionHours(event)],
    ['depth', String(lineage.sessions.length)],
    ['root', rootOf(event, lineage)],
    ...[...new Set([...request.tagKeys, ...transitive])].map(
      (key) => ['tag', transitive.has(key) ? `!${key}` : key] as const,
    ),
    ['source-identity', actor.kind === 'service' ? undefined : request.sourceIdentity ? 'set' : 'none'],
    ['policy', actor.kind === 'service' ? undefined : request.sessionPolicy],
  ];
}

function placePairs(event: StsEvent): readonly Pair[] {
  const { origin } = event;
  if (origin.kind !== 'ip') return [];
  return [
    ['country', countryOf(event)],
    [origin.network?.dimension ?? 'network', origin.network?.key],
  ];
}
