import { createHash } from 'node:crypto';
import { EVENT_NAMES, type EventService, type Outcome, type StsEvent } from '../core/event.ts';
import type { Locator } from '../core/ports.ts';
import { actorOf } from './actor.ts';
import { originOf } from './address.ts';
import { clientOf } from './client.ts';
import { isOfService } from './envelopes.ts';
import { type Fields, flagAt, get, isObject, objectAt, textAt } from './fields.ts';
import { federationOf, grantOf, requestOf } from './request.ts';
import { targetRole } from './role.ts';
import { parseTime } from './times.ts';
import { isWatched, touchedBy } from './watched.ts';

/** A record read. `other`: not for us. `incomplete` and `malformed` are counted, reported and not judged. */
export type Normalised =
  | { readonly kind: 'event'; readonly event: StsEvent }
  | { readonly kind: 'other' }
  | { readonly kind: 'incomplete' | 'malformed'; readonly reason: string };

const SERVICES: ReadonlyMap<unknown, EventService> = new Map([
  ['sts.amazonaws.com', 'sts'],
  ['sts.amazonaws.com.cn', 'sts'],
  ['signin.amazonaws.com', 'signin'],
  ['sso.amazonaws.com', 'sso'],
]);
const NAMES: ReadonlySet<string> = new Set(EVENT_NAMES);
const DENIALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'UnauthorizedOperation',
  'Unauthorized',
  'IDPRejectedClaim',
  'InvalidIdentityToken',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
]);

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

/**
 * Builds an event fresh from whitelisted, typed, capped fields. Never throws, whatever the value. The session
 * token is dropped here, by never being read.
 */
export function normalise(value: unknown, locator: Locator, how: HowToRead = PLAIN): Normalised {
  if (!isObject(value)) return { kind: 'malformed', reason: 'not a JSON object' };
  if (passesOver(value, how)) return { kind: 'other' };
  const eventName = textAt(value, 'eventName', 128);
  if (eventName === undefined || textAt(value, 'eventSource') === undefined) {
    return { kind: 'malformed', reason: 'no eventName or no eventSource: not a CloudTrail record' };
  }
  const time = parseTime(get(value, 'eventTime'));
  if (get(value, 'eventTime') === undefined) return { kind: 'incomplete', reason: 'no eventTime' };
  if (!isObject(get(value, 'userIdentity'))) return { kind: 'incomplete', reason: 'no userIdentity' };
  const service = serviceFor(value, eventName, how);
  if (service === undefined) return { kind: 'other' };
  if (time === undefined) return { kind: 'malformed', reason: 'eventTime is not a time' };
  const eventId = textAt(value, 'eventID', 128) ?? contentId(value);
  return { kind: 'event', event: build(value, { service, eventName, eventId, time }, locator, how) };
}

function build(
  record: Fields,
  head: Pick<StsEvent, 'service' | 'eventName' | 'eventId' | 'time'>,
  locator: Locator,
  { separate }: HowToRead,
): StsEvent {
  const { service, eventName, eventId } = head;
  const sharedEventId = textAt(record, 'sharedEventID', 128);
  const replaces = correctionOf(record);
  const role = targetRole(record);
  const errorCode = textAt(record, 'errorCode', 128)
    ?.replace(/^Client\./, '')
    .replace(/Exception$/, '');
  return {
    id: sharedEventId ?? replaces ?? eventId,
    ...head,
    sharedEventId,
    replaces,
    name: service === 'watched' ? 'other' : (EVENT_NAMES.find((name) => name === eventName) ?? 'other'),
    outcome: outcomeOf(record, eventName, errorCode),
    errorCode,
    region: textAt(record, 'awsRegion', 64),
    recipientAccountId: textAt(record, 'recipientAccountId', 64),
    actor: actorOf(record, separate),
    origin: originOf(textAt(record, 'sourceIPAddress', 128), locator),
    client: clientOf(textAt(record, 'userAgent')),
    role,
    grant: grantOf(record),
    request: requestOf(record, role),
    federation: federationOf(record),
    signInMfa: signInMfa(record),
    vpcEndpointId: textAt(record, 'vpcEndpointId', 128),
    source: (textAt(record, 'eventSource', 128) ?? '').replace(/\.amazonaws\.com(\.cn)?$/, ''),
    fromConsole: flagAt(record, 'sessionCredentialFromConsole') === true,
    touched: service === 'watched' ? touchedBy(record) : [],
  };
}

/** Samples and cut-down exports lack the id: the content stands in, so that duplicates stay duplicates. */
function contentId(record: Fields): string {
  return `content-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32)}`;
}

/** A corrected copy comes late and under an eventID of its own: it stands for the original. */
function correctionOf(record: Fields): string | undefined {
  const addendum = objectAt(record, 'addendum');
  return get(addendum, 'reason') === 'UPDATED_DATA' ? textAt(addendum, 'originalEventID', 128) : undefined;
}

/** A sign-in says its outcome under its own name: in the answer, or, at Identity Center, in the service’s details. */
function outcomeOf(record: Fields, eventName: string, errorCode: string | undefined): Outcome {
  const failed = ['responseElements', 'serviceEventDetails'].some(
    (place) => get(objectAt(record, place), eventName) === 'Failure',
  );
  if (errorCode === undefined)
    return failed || get(record, 'errorMessage') === 'Failed authentication' ? 'denied' : 'success';
  return DENIALS.has(errorCode) || failed ? 'denied' : 'error';
}

function signInMfa(record: Fields): boolean | undefined {
  const said = get(objectAt(record, 'additionalEventData'), 'MFAUsed');
  return said === 'Yes'
    ? true
    : said === 'No'
      ? false
      : flagAt(objectAt(record, 'additionalEventData'), 'MFAUsed');
}
