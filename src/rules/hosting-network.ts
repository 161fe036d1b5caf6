import * as z from 'zod';
import type { Facts } from '../core/facts/facts.ts';
import { walkOf } from '../core/facts/who.ts';
import { half } from '../core/history/view.ts';
import type { Network } from '../core/place/origin.ts';
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
  ask: 'Ask the person or team whether they run something there.',
  respond: ['Look up who owns the address.'],
  attack: ['T1078.004', 'T1583.003'],
  references: ['https://attack.mitre.org/techniques/T1583/003/'],
  on: 'any',
  params: z.strictObject({
    points: points(10, 'Points for a hosting provider.'),
    cloud: points(5, 'Points for a person who calls from a large cloud.'),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    const walk = walkOf(event, facts);
    if (walk !== 'person' && walk !== 'machine') return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip' || origin.own !== undefined || origin.network === undefined) return undefined;
    const { network } = origin;
    const full = worth(network, walk, params);
    const share = shareOf(network, facts);
    if (full === undefined || share === 'none') return undefined;
    const name = network.name ?? network.key;
    return {
      points: share === 'half' ? half(full) : full,
      summary: `${name} is ${network.kind === 'cloud' ? 'a cloud' : 'a hosting provider'}`,
      evidence: { ip: origin.ip, network: name },
    };
  },
});

function worth(
  { kind }: Network,
  walk: 'person' | 'machine',
  { cloud, points }: { readonly cloud: number; readonly points: number },
): number | undefined {
  if (kind === 'hosting') return points;
  return kind === 'cloud' && walk === 'person' ? cloud : undefined;
}

/** How much of the points counts: none where the actor or the organisation knows the network, half while it is emerging. */
function shareOf({ dimension, key }: Network, { actor, organisation }: Facts): 'none' | 'half' | 'full' {
  if (organisation.knows('network', key)) return 'none';
  if (actor.novelty(dimension, key) === 'emerging') return 'half';
  return actor.saw(dimension, key) ? 'none' : 'full';
}
