import * as z from 'zod';
import { isProgramOfAws } from '../core/event/by-aws.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { hasNamesake } from '../core/facts/role-habit.ts';
import { walkOf } from '../core/facts/who.ts';
import { hourOf, hoursAway } from '../core/history/hours.ts';
import { roleValue } from '../core/history/values.ts';
import type { Origin } from '../core/place/origin.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'stranger-in-the-seat',
  title: 'Three or more habits of a person are new at once',
  family: 'misuse',
  why: 'One new habit is normal; country, network, client, hour and role all at once mean somebody else.',
  blindSpots: [
    'A thief who copies the victim’s network, tools and hours, or was in the same place for a week: one quiet call on each of three days is enough.',
    'Needs the actor’s history: five days and a week.',
    'The actor’s usual role in another account is no new role.',
  ],
  falsePositives: [
    'A new laptop, first used while travelling, at night.',
    'A first journey to a distant time zone: country, network and hour are new at once. Announce it as a maintenance window, which also lets the days teach.',
    'A new role, or an unusual hour, on any day of a journey: the place counts until the traveller was there on three days of a week.',
    'A new laptop, first used behind a commercial VPN.',
  ],
  ask: 'Ask the person, or the machine’s owner, over another channel whether it was them.',
  respond: ['Look at what the session did first: a thief looks around.'],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  on: 'any',
  params: z.strictObject({
    three: points(20, 'Points for three of five.'),
    rented: points(35, 'Points for three, if a new client comes from a hosting provider that is new, too.'),
    four: points(45, 'Points for four or five.'),
  }),
  detect(event, facts, params) {
    if (event.outcome !== 'success') return undefined;
    if (event.actor.kind !== 'user' && walkOf(event, facts) !== 'person') return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const strange = strangeThings(event, facts);
    if (strange.length < 3) return undefined;
    const ofThree = isRented(event, strange) ? params.rented : params.three;
    const points = strange.length > 3 ? params.four : ofThree;
    return {
      points,
      summary: `new at once: ${strange.join(', ')}`,
      evidence: { count: strange.length, habits: strange.join(', ') },
    };
  },
});

/** Whether it looks like a rented server: a new network of a hosting provider, and a new program; no traveller has both. */
function isRented({ origin }: StsEvent, strange: readonly string[]): boolean {
  if (origin.kind !== 'ip' || origin.network?.kind !== 'hosting') return false;
  return strange.includes('network') && strange.includes('client');
}

function strangeThings(event: StsEvent, { actor, organisation }: Facts): readonly string[] {
  const { origin, role, time } = event;
  const ip = origin.kind === 'ip' ? origin : undefined;
  const country = countryIn(origin);
  const network = ip?.own === undefined ? ip?.network : undefined;
  const isNew = (dimension: Parameters<typeof actor.novelty>[0], value: string | undefined) =>
    value !== undefined && actor.novelty(dimension, value) === 'new';
  // one quiet call on the day before makes no place theirs (ADR 0074)
  const isRecent = (dimension: Parameters<typeof actor.novelty>[0], value: string | undefined) =>
    isNew(dimension, value) || (value !== undefined && actor.novelty(dimension, value) === 'emerging');
  const isStrange = network !== undefined && isRecent(network.dimension, network.key);
  const found: string[] = [];
  if (isRecent('country', country) && !organisation.knows('country', country ?? '')) found.push('country');
  if (isStrange && !organisation.knows('network', network.key)) found.push('network');
  if (hasNewClient(event, actor)) found.push('client');
  if (actor.days >= 7 && (hoursAway(actor, hourOf(time)) ?? 0) >= 4) found.push('hour');
  if (role !== undefined && isNew('role', roleValue(role)) && !hasNamesake(role, actor)) found.push('role');
  return found;
}

/** Whether the program or its system is new; AWS's own, in a call that it made for somebody, always is. */
function hasNewClient(event: StsEvent, actor: Facts['actor']): boolean {
  const { client } = event;
  const system = systemOf(client);
  if (isProgramOfAws(event)) return false;
  return (
    actor.novelty('client', client.family) === 'new' ||
    (system !== undefined && actor.novelty('os', system) === 'new')
  );
}

function systemOf({ os }: StsEvent['client']): string | undefined {
  return os === 'unknown' ? undefined : os;
}

/** The country, unless it says no more than the network: a cloud's is its region's, a relay's is arbitrary. */
function countryIn(origin: Origin): string | undefined {
  if (origin.kind !== 'ip' || origin.network?.kind === 'cloud' || origin.network?.kind === 'relay') {
    return undefined;
  }
  return origin.place?.country;
}
