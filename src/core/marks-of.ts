import type { StsEvent } from './event.ts';
import type { Mark, MarkHolder, MarkTag } from './mark.ts';
import type { NetworkKind, Origin } from './origin.ts';
import { PORTAL_CALLS } from './sighting.ts';
import { roleValue } from './values.ts';

/** Where somebody was at one instant, as `place` and `use` marks remember it. */
export interface MarkedPlace {
  /** Undefined where no database says. */
  readonly country: string | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  readonly network: string;
  readonly networkKind: NetworkKind | undefined;
}

const SIGN_INS: ReadonlySet<string> = new Set([
  'ConsoleLogin',
  'UserAuthentication',
  'CredentialVerification',
]);

/** The owner of the marks that a holder has; undefined where the event has no such holder. */
export function markOwner({ actor, origin }: StsEvent, holder: MarkHolder): string | undefined {
  if (holder === 'actor') return actor.kind === 'service' ? undefined : actor.key;
  if (holder === 'address') return origin.kind === 'ip' ? `ip:${origin.ip}` : undefined;
  return actor.accessKeyId?.startsWith('ASIA') ? `key:${actor.accessKeyId}` : undefined;
}

/** The marks that an event leaves: facts for the short windows, whatever its score. Services leave none. */
export function marksOf(event: StsEvent): readonly Mark[] {
  if (event.actor.kind === 'service') return [];
  return [...byOutcome(event), ...uses(event)];
}

/** The windows that judging an event may look into. */
export function windowsOf(event: StsEvent): readonly (readonly [MarkTag, MarkHolder])[] {
  if (event.actor.kind === 'service') return [];
  if (event.service === 'watched') return [['use', 'session']];
  const always = [
    ['denied', 'actor'],
    ['place', 'actor'],
    ['use', 'session'],
  ] as const;
  if (event.service === 'sts') return [...always, ['issue', 'actor'], ['probe', 'actor']];
  return [...always, ['issue', 'actor'], ['portal', 'actor'], ['fail', 'actor'], ['fail', 'address']];
}

function byOutcome(event: StsEvent): readonly Mark[] {
  const { actor, origin, outcome, role, service } = event;
  const mark = (tag: MarkTag, value: string, holder: MarkHolder = 'actor'): readonly Mark[] => {
    const owner = markOwner(event, holder);
    return owner === undefined ? [] : [{ tag, owner, value, time: event.time, key: event.id }];
  };
  if (service === 'watched') {
    return outcome === 'denied' ? mark('probe', `${event.source}:${event.eventName}`) : [];
  }
  if (outcome === 'denied') {
    const failed = SIGN_INS.has(event.name)
      ? [...mark('fail', actor.name), ...mark('fail', actor.name, 'address')]
      : [];
    return role === undefined ? failed : [...failed, ...mark('denied', role.name)];
  }
  if (outcome !== 'success') return [];
  const place = placeValue(origin);
  return [
    ...(origin.kind === 'ip' && origin.place !== undefined ? mark('place', place) : []),
    ...(event.grant === undefined ? [] : mark('issue', issueValue(event))),
    ...(PORTAL_CALLS.has(event.name) ? mark('portal', place) : []),
  ];
}

/** Every call with temporary credentials, of whatever service, says from where they are used. */
function uses(event: StsEvent): readonly Mark[] {
  const owner = markOwner(event, 'session');
  if (owner === undefined || event.origin.kind !== 'ip' || event.outcome === 'error') return [];
  return [{ tag: 'use', owner, value: placeValue(event.origin), time: event.time, key: event.id }];
}

/** `<call>|<account>/<role>`, or `|<account>` where no role was taken. */
function issueValue({ name, role, recipientAccountId, request }: StsEvent): string {
  const account = request.targetAccountId ?? recipientAccountId ?? '';
  return `${name}|${role === undefined ? account : roleValue(role)}`;
}

/** Reads a `place`, `portal` or `use` mark's value; undefined if it is not one. */
export function parsePlace(value: string): MarkedPlace | undefined {
  const [country, latitude, longitude, kind, ...network] = value.split('|');
  if (country === undefined || network.length === 0) return undefined;
  return {
    country: country || undefined,
    latitude: latitude ? Number(latitude) : undefined,
    longitude: longitude ? Number(longitude) : undefined,
    network: network.join('|'),
    networkKind: NETWORK_KINDS.find((known) => known === kind),
  };
}

const NETWORK_KINDS: readonly NetworkKind[] = ['own', 'cloud', 'relay', 'hosting', 'access', 'unannounced'];

function placeValue(origin: Origin): string {
  if (origin.kind !== 'ip') return '';
  const { country = '', latitude = '', longitude = '' } = origin.place ?? {};
  return [country, latitude, longitude, origin.network?.kind ?? '', origin.network?.key ?? ''].join('|');
}
