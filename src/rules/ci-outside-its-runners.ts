import { z } from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'ci-outside-its-runners',
  title: 'A pipeline’s token came from outside its runners',
  family: 'misuse',
  why: 'Hosted runners live in clouds. The same pipeline on a home line or a rented server is a token that was taken out of the run.',
  blindSpots: ['A thief in the same cloud as the runners.', 'Pipelines on runners of all kinds.'],
  falsePositives: ['A first run on a self-hosted runner: known after its days.'],
  respond: [
    'Look at the run: which step could read the token?',
    'End the session, and look at what the run’s other secrets open.',
  ],
  attack: ['T1528', 'T1550.001', 'T1195.002'],
  references: ['https://attack.mitre.org/techniques/T1528/'],
  on: ['AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    always: points(45, 'Points if the pipeline always ran in clouds.'),
    mostly: points(15, 'Points if it did on four days of five.'),
  }),
  detect({ actor, origin, outcome }, facts, params) {
    if (actor.workload !== 'pipeline' || outcome !== 'success' || origin.kind !== 'ip') return undefined;
    const { network, own, ip } = origin;
    if (own !== undefined || network === undefined) return undefined;
    if (network.kind === 'cloud' || network.kind === 'relay') return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.saw(network.dimension, network.key)) return undefined;
    const days = (kind: string) => facts.actor.daysOf('network-kind', kind);
    const inClouds = days('cloud');
    const share = inClouds / Math.max(1, inClouds + days('access') + days('hosting') + days('unannounced'));
    if (share < 0.8) return undefined;
    const name = network.name ?? network.key;
    return {
      points: share > 0.97 ? params.always : params.mostly,
      summary: `${actor.name} ran in clouds on ${inClouds} days, and now from ${ip} (${name})`,
      evidence: { ip, network: name, daysInClouds: inClouds, percentInClouds: Math.round(share * 100) },
    };
  },
});
