import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { isCustomer } from '../core/facts/customer.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isAuthenticated, isOwnersCopy } from '../core/facts/who.ts';
import { parsePlace } from '../core/history/marked-place.ts';
import { kmBetween } from '../core/place/distance.ts';
import type { Place } from '../core/place/origin.ts';
import { countryWords } from '../core/place/place-words.ts';
import { HOUR, iso, type Millis } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

/** An impossible trip. `from`: the country of the other end; `km`, `hours`: the distance between the ends. */
interface Trip {
  readonly from: string;
  /** The other end: when it was, through which network, and by which event (`event`: its id). */
  readonly time: Millis;
  readonly network: string;
  readonly event: string;
  readonly km: number;
  readonly hours: number;
}

export default defineRule({
  id: 'impossible-travel',
  title: 'Two places, and no way to get from one to the other in time',
  family: 'misuse',
  why: 'One credential in two places at once is used by two people.',
  blindSpots: [
    'Countries only, unless a city database is configured; distances are understated on purpose.',
    'Relays and clouds neither start nor end a trip.',
    'Roles are not judged: their sessions may belong to several callers, whose own travel is seen.',
    'On the first days, without history of the actor or the organisation, the answer is unknown.',
    'A proxy near the victim, or a line of a provider of which two colleagues are customers.',
    'Users of an app (Cognito, Firebase, Amazon, Apple, Facebook): their whereabouts are not judged.',
  ],
  falsePositives: [
    'A VPN exit abroad: name it under organisation.networks.',
    'A roaming phone, or a foreign eSIM, beside an office or hotel line.',
  ],
  ask: 'Ask the person, or the machine’s owner, whether both places are theirs: a VPN, a proxy, a second machine.',
  respond: [
    'Of two places, the stolen session is in the one where the person is not: it may be the earlier.',
    'Rotate the credential both sessions came from.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://attack.mitre.org/techniques/T1550/001/'],
  on: 'any',
  params: z.strictObject({
    points: points(65, 'Points to a place that the actor never was in.'),
    hosting: points(45, 'Points if the new end is at a hosting provider.'),
    emerging: points(35, 'Points if the actor has begun to work from there.'),
    country: points(35, 'Points if only the country is known, to the organisation alone.'),
    known: points(10, 'Points if the end is known to the actor or the organisation.'),
    minKm: z.number().min(0).default(1_200).describe('Kilometres below which nothing is said.'),
    maxKmh: z.number().min(1).default(900).describe('The speed of an airliner, in km/h.'),
    windowHours: z.number().min(1).max(24).default(24).describe('How far back places count.'),
  }),
  detect(event, facts, params) {
    const { actor, origin } = event;
    const roams = actor.kind !== 'role' && actor.kind !== 'service' && actor.workload === undefined;
    if (!isAuthenticated(event) || !roams || isCustomer(actor) || isOwnersCopy(event, facts))
      return undefined;
    if (!facts.actor.covered && !facts.organisation.covered) return { unknown: facts.actor.reason };
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip' || origin.network?.kind === 'relay' || origin.network?.kind === 'cloud')
      return undefined;
    if (origin.place === undefined) return { unknown: 'database' };
    const trip = fastest(event, origin.place, facts, params);
    if (trip === undefined) return undefined;
    const hours = Math.round(trip.hours * 10) / 10;
    const other = iso(trip.time);
    return {
      points: worth(event, facts, params),
      summary: `seen in ${otherEnd(trip)} ${passed(trip.hours, trip.time <= event.time)}, at least ${Math.round(trip.km)} km away (${other.slice(0, 10)} ${other.slice(11, 19)} UTC)`,
      evidence: {
        from: trip.from,
        to: origin.place.country,
        km: Math.round(trip.km),
        hours,
        otherTime: other,
        otherNetwork: trip.network,
        otherEvent: trip.event,
      },
    };
  },
});

function otherEnd({ from, network }: Trip): string {
  return `${countryWords(from)}${network === '' ? '' : ` (${network})`}`;
}

/** The time between the ends, in words. The other end may be the later one: records come out of order. */
function passed(hours: number, earlier: boolean): string {
  const minutes = Math.round(hours * 60);
  if (minutes === 0) return 'at the same time';
  const time = minutes < 120 ? `${minutes} min` : `${Math.round(hours * 10) / 10} h`;
  return `${time} ${earlier ? 'earlier' : 'later'}`;
}

/** Of the impossible trips to or from here, that with the fewest hours; undefined if all are possible. */
function fastest(
  event: StsEvent,
  here: Place,
  facts: Facts,
  { minKm, maxKmh, windowHours }: Readonly<Record<'minKm' | 'maxKmh' | 'windowHours', number>>,
): Trip | undefined {
  const trips: Trip[] = [];
  for (const { key, time, value } of facts.marks('place', windowHours * HOUR)) {
    const from = parsePlace(value);
    if (from?.country === undefined || key === event.id) continue;
    const km = kmBetween(from, here) ?? 0;
    const hours = Math.abs(event.time - time) / HOUR;
    if (km >= minKm && km > hours * maxKmh)
      trips.push({ from: from.country, time, network: from.network, event: key, km, hours });
  }
  return trips.sort((a, b) => a.hours - b.hours || b.km - a.km)[0];
}

/** The points: few if the actor, or the organisation, is known here, as with somebody who uses a VPN every day. */
function worth(
  { origin }: StsEvent,
  { actor, organisation }: Facts,
  params: Readonly<Record<'points' | 'hosting' | 'emerging' | 'country' | 'known', number>>,
): number {
  if (origin.kind !== 'ip' || origin.place === undefined) return 0;
  const { network, own, place } = origin;
  const state = actor.novelty('country', place.country);
  const here = own !== undefined || state === 'known';
  if (here || (network !== undefined && organisation.knows('network', network.key))) return params.known;
  if (organisation.knows('country', place.country)) return params.country;
  if (network?.kind === 'hosting') return params.hosting;
  return state === 'emerging' ? params.emerging : params.points;
}
