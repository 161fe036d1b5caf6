import { z } from 'zod';
import { isHeldByPerson } from '../core/held-by-person.ts';
import { networkName } from '../core/place-words.ts';
import { runsAs } from '../core/runs-as.ts';
import { isAuthenticated, listed, walkOf } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'key-out-of-place',
  title: 'A settled machine’s credentials came from another network',
  family: 'misuse',
  why: 'A server, a vendor or an old access key lives in one place for months. Elsewhere it is a copy of the key.',
  blindSpots: [
    'A thief in the same cloud: only the address could tell.',
    'Machines with more than two networks, and those watched for less than a week.',
    'Sessions that people hold: their places are judged with the person.',
    'A call from another account of yours, in the role owner’s record: the caller’s own record is asked.',
  ],
  falsePositives: ['A migration to another provider.', 'A vendor that moves.'],
  respond: [
    'Ask the owner whether the machine moved; a migration is known beforehand.',
    'If it moved for good, `rolewarden baseline accept` the finding: what alerts is never learned by itself.',
    'Otherwise deactivate the key, end its sessions, and look for where it was stored.',
  ],
  attack: ['T1078.004', 'T1552.001'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'],
  on: 'any',
  params: z.strictObject({
    points: points(50, 'Points.'),
    organisation: points(25, 'Points if the organisation knows the network.'),
    networks: z.number().int().min(1).max(4).default(2).describe('Networks of a settled machine.'),
  }),
  detect(event, facts, params) {
    const { actor, origin } = event;
    // of workloads workload-credentials-outside asks
    if (!isAuthenticated(event) || actor.workload !== undefined || runsAs(event, facts) !== undefined)
      return undefined;
    if (isHeldByPerson(event, facts)) return undefined;
    if (walkOf(event, facts) !== 'machine' || origin.kind !== 'ip') return undefined;
    const { network } = origin;
    if (network === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.novelty(network.dimension, network.key) !== 'new') return undefined;
    const usual = facts.actor.seen(network.dimension);
    if (usual.length > params.networks) return undefined;
    const ours = origin.own !== undefined || facts.organisation.knows('network', network.key);
    const name = network.name ?? network.key;
    const before = listed(usual.map(networkName));
    return {
      points: ours ? params.organisation : params.points,
      summary: `${actor.name} is known from ${before} only (${facts.actor.days} days), and now came from ${name}`,
      evidence: { ip: origin.ip, network: name, usual: before, organisationKnows: ours },
    };
  },
});
