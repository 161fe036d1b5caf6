import * as z from 'zod';
import { networkName } from '../core/place/place-words.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'ci-outside-its-runners',
  title: 'A pipeline’s token came from outside its runners',
  family: 'misuse',
  why: 'Hosted runners live in one provider’s cloud. The same pipeline calling from a home connection, a rented server or another cloud means its token left the run.',
  blindSpots: ['A thief in the same cloud as the runners.', 'Pipelines on runners of all kinds.'],
  falsePositives: [
    'A first run on a self-hosted runner, or at another provider: known after its days.',
    'Own runners in a cloud, at addresses that nobody else of the organisation uses.',
  ],
  ask: 'Ask the pipeline’s owner whether a runner of theirs is in that network.',
  respond: [
    'Look at the run: which step could read the token?',
    'Look at what the run’s other secrets open.',
  ],
  attack: ['T1528', 'T1550.001', 'T1195.002'],
  references: ['https://attack.mitre.org/techniques/T1528/'],
  on: ['AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    always: points(45, 'Points if the pipeline always ran in clouds.'),
    mostly: points(15, 'Points if it did on four days of five, or in several clouds and now in another.'),
  }),
  detect({ actor, origin, outcome }, facts, params) {
    if (actor.workload !== 'pipeline' || outcome !== 'success') return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip') return undefined;
    const { network, own, ip } = origin;
    if (own !== undefined || network === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.saw(network.dimension, network.key)) return undefined;
    const inCloud = network.kind === 'cloud';
    // runners of the organisation's own, behind a gateway that others of it use
    if (inCloud && facts.organisation.used('address', ip)) return undefined;
    const days = (kind: string) => facts.actor.daysOf('network-kind', kind);
    const inClouds = days('cloud');
    const elsewhere = ['access', 'hosting', 'relay', 'unannounced'].map(days);
    const share = inClouds / Math.max(1, inClouds + elsewhere.reduce((sum, one) => sum + one));
    if (share < 0.8) return undefined;
    const clouds = facts.actor.seen('network').filter((key) => key.startsWith('cloud:'));
    const settled = share > 0.97 && (!inCloud || clouds.length === 1);
    const where = listed(clouds.map(networkName));
    const name = network.name ?? network.key;
    return {
      points: settled ? params.always : params.mostly,
      summary: `the pipeline ran in ${where} on ${inClouds} days, and never in ${name}`,
      evidence: {
        ip,
        network: name,
        clouds: where,
        daysInClouds: inClouds,
        percentInClouds: Math.round(share * 100),
      },
    };
  },
});
