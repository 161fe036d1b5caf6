import * as z from 'zod';
import { walkOf } from '../core/facts/who.ts';
import { half } from '../core/history/view.ts';
import { networkName } from '../core/place/place-words.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-network',
  title: 'The actor was never seen in that network',
  family: 'behaviour',
  why: 'Networks change less often than addresses: a new one means a new place or a new user.',
  blindSpots: [
    'A thief in the same network, or behind the same provider.',
    'Large clouds count as one network each.',
  ],
  falsePositives: ['A hotel, a phone’s hotspot, a new provider at home.'],
  ask: 'Ask whether the person works from there today; of a machine, whether its deployment changed.',
  respond: ['Look at what else came from that network.'],
  attack: ['T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  on: 'any',
  params: z.strictObject({
    points: points(8, 'Points for a network that nobody here knows.'),
    organisationKnows: points(4, 'Points if two others have used it for days.'),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    const walk = walkOf(event, facts);
    if (event.outcome !== 'success' || (walk !== 'person' && walk !== 'machine')) return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip' || origin.own !== undefined) return undefined;
    const { network } = origin;
    if (network === undefined) return { unknown: 'database' };
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const novelty = facts.actor.novelty(network.dimension, network.key);
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    const full = facts.organisation.knows('network', network.key) ? params.organisationKnows : params.points;
    const name = network.name ?? network.key;
    const evidence = {
      network: network.key,
      name,
      known: listed(facts.actor.known(network.dimension).map(networkName)),
    };
    return novelty === 'new'
      ? { points: full, summary: `first time through ${name}`, evidence }
      : { points: half(full), summary: `${name} is not usual yet`, evidence };
  },
});
