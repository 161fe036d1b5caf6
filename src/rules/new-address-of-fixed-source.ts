import * as z from 'zod';
import { runsAs } from '../core/facts/runs-as.ts';
import { walkOf } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-address-of-fixed-source',
  title: 'A source with fixed addresses has a new one',
  family: 'behaviour',
  why: 'Inside one provider the neighbours are strangers: a key always used from the same few addresses has moved.',
  blindSpots: [
    'Sources whose addresses change.',
    'People, whose addresses always change.',
    'Another network than usual: other rules judge that.',
  ],
  falsePositives: ['A new NAT gateway, a renumbered office line.'],
  ask: 'Ask the owner whether the machine moved.',
  respond: ['Check whether the old addresses fell silent.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html'],
  on: 'any',
  params: z.strictObject({
    points: points(10, 'Points.'),
    atMost: z
      .number()
      .int()
      .min(1)
      .max(16)
      .default(16)
      .describe('Addresses of a source that counts as fixed.'),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    // workloads are judged by workload-credentials-outside
    if (event.outcome !== 'success' || runsAs(event, facts) !== undefined) return undefined;
    if (walkOf(event, facts) !== 'machine') return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip') return undefined;
    const { network, own, ip } = origin;
    if (own !== undefined || network === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.novelty(network.dimension, network.key) !== 'known') return undefined;
    if (facts.actor.novelty('address', ip) !== 'new') return undefined;
    const known = facts.actor.known('address');
    const seen = facts.actor.seen('address');
    const fixed = known.length === seen.length && seen.length <= params.atMost;
    if (!fixed) return undefined;
    const before = known.length === 1 ? 'one other address' : `${known.length} other addresses`;
    return {
      points: params.points,
      summary: `only known from ${before} before (${facts.actor.days} days)`,
      evidence: { ip, known: known.length, network: network.name ?? network.key },
    };
  },
});
