import { createHash } from 'node:crypto';
import { remembering } from '../../core/collections/remembering.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { iso, type Millis } from '../../core/time/days.ts';
import { isHidden, originOf } from '../address/address.ts';
import { type Fields, flagAt, get, isObject, objectAt, sharedAt, textAt } from '../json/fields.ts';
import { actorOf } from './actor.ts';
import { clientOf } from './client.ts';
import { errorCodeOf, outcomeOf, signInMfa } from './outcome.ts';
import { partsOf, type RecordParts } from './parts.ts';
import { providerChangeOf } from './provider-change.ts';
import { federationOf, grantOf, requestOf } from './request.ts';
import { targetRole } from './role.ts';
import { type HowToRead, isNoCall, KNOWN_CALLS, passesOver, serviceFor } from './services.ts';
import { parseTime } from './times.ts';
import { trustOf } from './trust.ts';
import { touchedBy } from './watched.ts';
import { withoutServers } from './without-servers.ts';

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

const NOTHING: readonly string[] = Object.freeze([]);
const PLAIN: HowToRead = { watch: false, separate: false };

/** Clocks of hosts differ by so much at most (ADR 0040). */
const AHEAD = 15 * 60_000;

const FUTURE =
  'eventTime is more than 15 minutes ahead of this host’s clock, which no CloudTrail record is: ' +
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
  if (passesOver(value, how) || isNoCall(value)) return { kind: 'other' };
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
  if (time > now + AHEAD) return { kind: 'malformed', reason: FUTURE, ahead: iso(time) };
  const eventId = textAt(value, 'eventID', 128) ?? contentId(value);
  const head = { service, eventName, eventId, time };
  return { kind: 'event', event: build(partsOf(value, eventName), head, locator, how) };
}

/** Where a record lies that is not judged, for messages; of one from the future with its time. */
export function whereOf(where: string, { ahead }: Unjudged): string {
  return ahead === undefined ? where : `${where} (${ahead})`;
}

function build(
  parts: RecordParts,
  head: Pick<StsEvent, 'service' | 'eventName' | 'eventId' | 'time'>,
  locator: Locator,
  { separate }: HowToRead,
): StsEvent {
  const { record } = parts;
  const { service, eventName, eventId, time } = head;
  const sharedEventId = textAt(record, 'sharedEventID', 128);
  const replaces = correctionOf(record);
  const role = targetRole(parts);
  const errorCode = errorCodeOf(record);
  const recipientAccountId = sharedAt(record, 'recipientAccountId', 64);
  const actor = actorOf(parts, separate);
  const vpcEndpointId = sharedAt(record, 'vpcEndpointId', 128);
  const vpcEndpointAccountId = sharedAt(record, 'vpcEndpointAccountId', 64);
  const hidden = isHidden({ actor, recipientAccountId, vpcEndpointAccountId, vpcEndpointId });
  return withoutServers({
    id: sharedEventId ?? replaces ?? eventId,
    service,
    eventName,
    eventId,
    time,
    sharedEventId,
    replaces,
    name: service === 'watched' ? 'other' : (KNOWN_CALLS.get(eventName) ?? 'other'),
    outcome: outcomeOf(parts, errorCode),
    errorCode,
    region: sharedAt(record, 'awsRegion', 64),
    recipientAccountId,
    actor,
    origin: originOf(textAt(record, 'sourceIPAddress', 128), locator, hidden),
    client: clientOf(textAt(record, 'userAgent')),
    role,
    grant: grantOf(parts),
    request: requestOf(parts, role),
    federation: federationOf(parts),
    signInMfa: signInMfa(parts),
    vpcEndpointId,
    vpcEndpointAccountId,
    source: sourceOf(textAt(record, 'eventSource', 128) ?? ''),
    fromConsole: flagAt(record, 'sessionCredentialFromConsole') === true,
    touched: service === 'watched' ? touchedBy(record) : NOTHING,
    trust: service === 'watched' ? trustOf(parts) : undefined,
    provider: service === 'watched' ? providerChangeOf(parts) : undefined,
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
