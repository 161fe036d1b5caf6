import { createHash } from 'node:crypto';
import { EVENT_NAMES, type EventName, type EventService, type Millis, type StsEvent } from '../core/event.ts';
import type { Locator } from '../core/ports.ts';
import { remembering } from '../core/remembering.ts';
import { actorOf } from './actor.ts';
import { originOf } from './address.ts';
import { withoutPortal } from './by-portal.ts';
import { clientOf } from './client.ts';
import { isOfService } from './envelopes.ts';
import { type Fields, flagAt, get, isObject, objectAt, sharedAt, textAt } from './fields.ts';
import { errorOf, outcomeOf, signInMfa } from './outcome.ts';
import { type Parts, partsOf } from './parts.ts';
import { federationOf, grantOf, requestOf } from './request.ts';
import { targetRole } from './role.ts';
import { parseTime } from './times.ts';
import { isWatched, touchedBy } from './watched.ts';

/** A record read. `other`: not for us. `incomplete` and `malformed` are counted, reported and not judged. */
export type Normalised =
  | { readonly kind: 'event'; readonly event: StsEvent }
  | { readonly kind: 'other' }
  | Unjudged;

interface Unjudged {
  readonly kind: 'incomplete' | 'malformed';
  /** One of few: they are counted. */
  readonly reason: string;
  /** The time of a record that is ahead of the host's clock: with another clock it may be read. */
  readonly ahead?: string;
}

/** The services that are read, by the eventSource of their records; scanner/records.ts knows them too. */
export const SERVICES: ReadonlyMap<unknown, EventService> = new Map([
  ['sts.amazonaws.com', 'sts'],
  ['sts.amazonaws.com.cn', 'sts'],
  ['signin.amazonaws.com', 'signin'],
  ['sso.amazonaws.com', 'sso'],
]);
const NAMES: ReadonlyMap<string, EventName> = new Map(EVENT_NAMES.map((name) => [name, name]));
const NOTHING: readonly string[] = Object.freeze([]);
/** Which of our services a record belongs to, whether it is readable or not. */
export function serviceOf(value: unknown): EventService | undefined {
  return SERVICES.get(get(value, 'eventSource'));
}

/**
 * A record of a service of which nothing is read, and no call that is watched: the scanner may pass it over, so that
 * what it lacks may not count.
 */
function passesOver(value: Fields, { watch }: HowToRead): boolean {
  if (serviceOf(value) !== undefined || !isOfService(value)) return false;
  return !watch || !isWatched(value, textAt(value, 'eventName', 128) ?? '');
}

/** The service under which a record is read; undefined if it is not. Of sign-ins only the events that we know are. */
function serviceFor(record: Fields, eventName: string, { watch }: HowToRead): EventService | undefined {
  const service = serviceOf(record) ?? (watch && isWatched(record, eventName) ? 'watched' : undefined);
  const signIn = service === 'signin' || service === 'sso';
  return signIn && !NAMES.has(eventName) ? undefined : service;
}

/** What the operator's configuration says about reading. */
export interface HowToRead {
  /** `sessions: watch`: calls of other services are read too. */
  readonly watch: boolean;
  /** `identity.directories: separate`: people of two directories are two people, though named alike. */
  readonly separate: boolean;
}

const PLAIN: HowToRead = { watch: false, separate: false };

/** Clocks of hosts differ by so much at most (ADR 0040). */
const AHEAD = 15 * 60_000;

const FUTURE =
  'eventTime is more than 15 minutes ahead of this host’s clock, as in no record of CloudTrail: ' +
  'find out who writes to its source, or set the clock';

/**
 * Builds an event fresh from whitelisted, typed, capped fields. Never throws, whatever the value. The session
 * token is dropped here, by never being read. `now`: the host's clock, as of when the record came.
 */
export function normalise(
  value: unknown,
  locator: Locator,
  how: HowToRead = PLAIN,
  now: Millis = Date.now(),
): Normalised {
  if (!isObject(value)) return { kind: 'malformed', reason: 'not a JSON object' };
  if (passesOver(value, how)) return { kind: 'other' };
  const eventName = textAt(value, 'eventName', 128);
  if (eventName === undefined || textAt(value, 'eventSource') === undefined) {
    return { kind: 'malformed', reason: 'no eventName or no eventSource: not a CloudTrail record' };
  }
  const said = get(value, 'eventTime');
  if (said === undefined) return { kind: 'incomplete', reason: 'no eventTime' };
  if (!isObject(get(value, 'userIdentity'))) return { kind: 'incomplete', reason: 'no userIdentity' };
  const service = serviceFor(value, eventName, how);
  if (service === undefined) return { kind: 'other' };
  const time = parseTime(said);
  if (time === undefined) return { kind: 'malformed', reason: 'eventTime is not a time' };
  if (time > now + AHEAD) return { kind: 'malformed', reason: FUTURE, ahead: new Date(time).toISOString() };
  const eventId = textAt(value, 'eventID', 128) ?? contentId(value);
  const head = { service, eventName, eventId, time };
  return { kind: 'event', event: build(partsOf(value, eventName), head, locator, how) };
}

/** Where a record lies that is not judged, with the time that cannot be. */
export function placeOf(where: string, { ahead }: Unjudged): string {
  return ahead === undefined ? where : `${where} (${ahead})`;
}

function build(
  parts: Parts,
  head: Pick<StsEvent, 'service' | 'eventName' | 'eventId' | 'time'>,
  locator: Locator,
  { separate }: HowToRead,
): StsEvent {
  const { record } = parts;
  const { service, eventName, eventId, time } = head;
  const sharedEventId = textAt(record, 'sharedEventID', 128);
  const replaces = correctionOf(record);
  const role = targetRole(parts);
  const errorCode = errorOf(record);
  return withoutPortal({
    id: sharedEventId ?? replaces ?? eventId,
    service,
    eventName,
    eventId,
    time,
    sharedEventId,
    replaces,
    name: service === 'watched' ? 'other' : (NAMES.get(eventName) ?? 'other'),
    outcome: outcomeOf(parts, errorCode),
    errorCode,
    region: sharedAt(record, 'awsRegion', 64),
    recipientAccountId: sharedAt(record, 'recipientAccountId', 64),
    actor: actorOf(parts, separate),
    origin: originOf(textAt(record, 'sourceIPAddress', 128), locator),
    client: clientOf(textAt(record, 'userAgent')),
    role,
    grant: grantOf(parts),
    request: requestOf(parts, role),
    federation: federationOf(parts),
    signInMfa: signInMfa(parts),
    vpcEndpointId: sharedAt(record, 'vpcEndpointId', 128),
    vpcEndpointAccountId: sharedAt(record, 'vpcEndpointAccountId', 64),
    source: sourceOf(textAt(record, 'eventSource', 128) ?? ''),
    fromConsole: flagAt(record, 'sessionCredentialFromConsole') === true,
    touched: service === 'watched' ? touchedBy(record) : NOTHING,
  });
}

/** Services are some hundreds; the cap is for what is made up. */
const sourceOf = remembering(1_000, (text) => text.replace(/\.amazonaws\.com(\.cn)?$/, ''));

/** Samples and cut-down exports lack the id: the content stands in, so that duplicates stay duplicates. */
function contentId(record: Fields): string {
  return `content-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32)}`;
}

/** A corrected copy comes late and under an eventID of its own: it stands for the original. */
function correctionOf(record: Fields): string | undefined {
  const addendum = objectAt(record, 'addendum');
  return get(addendum, 'reason') === 'UPDATED_DATA' ? textAt(addendum, 'originalEventID', 128) : undefined;
}
