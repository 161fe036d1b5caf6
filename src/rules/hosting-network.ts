import { z } from 'zod';
import { walkOf } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'hosting-network',
  title: 'The call came from a hosting provider',
  family: 'reputation',
  why: 'Stolen credentials are used from rented servers; people work from homes and offices.',
  blindSpots: [
    'Hosting providers are recognised by a table and by words in their names: an unknown one is missed.',
    'Silent once the actor or the organisation has used the network for days.',
  ],
  falsePositives: [
    'A virtual desktop or a jump host at a hosting provider, in its first week.',
    'A company VPN whose carrier is a hosting provider: name it under organisation.networks.',
  ],
  respond: ['Look up who owns the address.', 'Ask the person or team whether they run something there.'],
  attack: ['T1078.004', 'T1583.003'],
  references: ['https://attack.mitre.org/techniques/T1583/003/'],
  on: 'any',
  params: z.strictObject({
    points: points(10, 'Points for a hosting provider.'),
    cloud: points(5, 'Points for a person who calls from a large cloud.'),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    if (origin.kind !== 'ip' || origin.own !== undefined || origin.network === undefined) return undefined;
    const { network } = origin;
    const walk = walkOf(event, facts);
    const strange = network.kind === 'hosting' || (network.kind === 'cloud' && walk === 'person');
    if (!strange || (walk !== 'person' && walk !== 'machine')) return undefined;
    const usual =
      facts.actor.saw(network.dimension, network.key) || facts.organisation.knows('network', network.key);
    if (usual) return undefined;
    const points = network.kind === 'hosting' ? params.points : params.cloud;
    const name = network.name ?? network.key;
    return {
      points,
      summary: `${origin.ip} belongs to ${name}, ${network.kind === 'cloud' ? 'a cloud' : 'a hosting provider'}`,
      evidence: { ip: origin.ip, network: name },
    };
  },
});
