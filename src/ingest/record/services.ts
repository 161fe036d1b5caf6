import { EVENT_NAMES, type EventName, type EventService } from '../../core/event/event.ts';
import { isOfService } from '../envelope/record-like.ts';
import { type Fields, get, objectAt, textAt } from '../json/fields.ts';
import { isWatched } from './watched.ts';

/** What the operator's configuration says about reading. */
export interface HowToRead {
  /** `sessions: watch`: calls of other services are read too. */
  readonly watch: boolean;
  /** `identity.directories: separate`: people of two directories are two people, though named alike. */
  readonly separate: boolean;
}

/** The services that are read, by the eventSource of their records; scanner/records.ts knows them too. */
export const SERVICES: ReadonlyMap<unknown, EventService> = new Map([
  ['sts.amazonaws.com', 'sts'],
  ['sts.amazonaws.com.cn', 'sts'],
  ['signin.amazonaws.com', 'signin'],
  ['sso.amazonaws.com', 'sso'],
]);

/** Calls that are known by name. */
export const KNOWN_CALLS: ReadonlyMap<string, EventName> = new Map(EVENT_NAMES.map((name) => [name, name]));

/** Which of our services a record belongs to, whether it is readable or not. */
export function serviceOf(value: unknown): EventService | undefined {
  return SERVICES.get(get(value, 'eventSource'));
}

/**
 * Whether a record is of a service of which nothing is read, and no call that is watched. The scanner may pass it over
 * unparsed, so nothing in it may count, not even what it lacks.
 */
export function passesOver(value: Fields, { watch }: HowToRead): boolean {
  if (serviceOf(value) !== undefined || !isOfService(value)) return false;
  return !watch || !isWatched(value, textAt(value, 'eventName', 128) ?? '');
}

/**
 * Records that are of no call of their own: Insights, sums of data events, and a VPC endpoint owner's copies of calls
 * that came through it, under ids of their own. The caller's record has each of those calls.
 */
const NO_CALLS: ReadonlySet<unknown> = new Set(['Insight', 'Aggregated', 'NetworkActivity']);

/** Whether a record tells of no call that another record does not have. */
export function isNoCall(value: Fields): boolean {
  return NO_CALLS.has(get(value, 'eventCategory'));
}

/** The service as which a record is read; undefined if it is not read. Of sign-ins only the calls known by name are. */
export function serviceFor(
  record: Fields,
  eventName: string,
  { watch }: HowToRead,
): EventService | undefined {
  const service = serviceOf(record) ?? (watch && isWatched(record, eventName) ? 'watched' : undefined);
  const signIn = service === 'signin' || service === 'sso';
  const unread = signIn && (!KNOWN_CALLS.has(eventName) || isForAnAgent(record, eventName));
  return unread ? undefined : service;
}

/**
 * An agent (MCP) that somebody authorised fetches its tokens from wherever its maker runs it: that is nobody's place.
 */
function isForAnAgent(record: Fields, eventName: string): boolean {
  if (eventName !== 'CreateOAuth2Token') return false;
  const client = textAt(objectAt(record, 'requestParameters'), 'client_id');
  return client?.includes(':external-client/') === true;
}
