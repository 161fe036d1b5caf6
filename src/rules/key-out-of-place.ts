import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { programWords } from '../core/event/program-words.ts';
import { isNewAddress, isNewProgram } from '../core/facts/cloud-neighbour.ts';
import { endpointOwner, hasComeThrough } from '../core/facts/endpoint.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isHeldByPerson } from '../core/facts/held-by-person.ts';
import { runsAs } from '../core/facts/runs-as.ts';
import { isAuthenticated, walkOf } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { AWS_NETWORK, type IpOrigin, type Network } from '../core/place/origin.ts';
import { networkName } from '../core/place/place-words.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'key-out-of-place',
  title: 'A settled machine’s credentials came from another network',
  family: 'misuse',
  why: 'A server, a vendor or an old access key calls from one place for months. From elsewhere it is a copy of the key.',
  blindSpots: [
    'A thief in the same cloud who brings no other program, or has the key of a machine with more than four addresses.',
    'Machines with more than two networks, and those watched for less than a week.',
    'Machines that only ever came through VPC endpoints of another account (a network account, too), or of which the record does not say whose (before eventVersion 1.09): nothing says where they live.',
    'Sessions held by people (their places are judged with the person) and by an app’s users (not judged).',
    'A call from another account of yours, in the role owner’s record: the caller’s own record is judged.',
  ],
  falsePositives: [
    'A migration to another provider.',
    'A vendor that moves.',
    'An engineer who tries a server’s key on a laptop at home.',
    'Servers that begin to call through VPC endpoints, on the first day; an alert, if a key that becomes administrator brings a new program, too.',
    'A backup line, or an exercise at the second site: name both under organisation.networks beforehand.',
    '`kubectl` with an access key: the cluster sends the user’s call on from AWS.',
  ],
  ask: 'Ask the owner whether the machine moved; a migration is known beforehand.',
  respond: [
    'If the machine moved for good, `rolewarden baseline accept` the finding: what alerts is never learned automatically. If not, look for where its key was stored.',
  ],
  attack: ['T1078.004', 'T1552.001'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'],
  on: 'any',
  params: z.strictObject({
    points: points(50, 'Points.'),
    organisation: points(
      25,
      'Points if the organisation knows the network, or through a VPC endpoint of one of its accounts.',
    ),
    organisationStrange: points(
      40,
      'Points where people of the organisation merely live or work, or through such an endpoint, by a program that it never had.',
    ),
    cloud: points(30, 'Points in its cloud, from an address and by a program that it never had.'),
    networks: z.number().int().min(1).max(4).default(2).describe('Networks of a settled machine.'),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    // workloads are judged by workload-credentials-outside
    if (!isAuthenticated(event) || runsAs(event, facts) !== undefined) return undefined;
    if (isHeldByPerson(event, facts)) return undefined;
    if (walkOf(event, facts) !== 'machine') return undefined;
    if (origin.kind === 'other') return behindEndpoint(event, facts, params);
    if (origin.kind !== 'ip') return undefined;
    const { network } = origin;
    if (network === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.novelty(network.dimension, network.key) !== 'new') {
      return amongNeighbours(event, origin, facts, params.cloud);
    }
    const usual = facts.actor.seen(network.dimension);
    return usual.length > params.networks ? undefined : inAnother(event, origin, network, facts, params);
  },
});

/** For a network in which the machine never was. Where colleagues merely live, a program of one's own shows a thief (ADR 0069). */
function inAnother(
  event: StsEvent,
  { ip, own }: IpOrigin,
  network: Network,
  facts: Facts,
  params: Readonly<Record<'points' | 'organisation' | 'organisationStrange', number>>,
): Verdict {
  const { client } = event;
  const ours = own !== undefined || facts.organisation.knows('network', network.key);
  const atHome = ours && own === undefined && network.kind !== 'cloud';
  const brought = atHome && isNewProgram(event, facts);
  const name = network.name ?? network.key;
  const usual = listed(facts.actor.seen(network.dimension).map(networkName));
  const by = brought ? `, and never with ${programWords(client)}` : '';
  const inOurs = brought ? params.organisationStrange : params.organisation;
  return {
    points: ours ? inOurs : params.points,
    summary: `only ever seen from ${usual} before (${facts.actor.days} days)${by}`,
    evidence: { ip, network: name, usual, organisationKnows: ours },
  };
}

/**
 * Behind a VPC endpoint the address is private, but the caller is in the network of its account: one of ours, in which the
 * machine never was. Foreign ones are `foreign-endpoint`'s; through its own account's a machine in AWS may come any day.
 */
function behindEndpoint(
  event: StsEvent,
  facts: Facts,
  params: Readonly<Record<'organisation' | 'organisationStrange' | 'networks', number>>,
): Verdict {
  const { actor, client, vpcEndpointAccountId: account, vpcEndpointId: endpoint = '' } = event;
  const { actor: history, organisation } = facts;
  if (account === undefined || actor.kind === 'account') return { unknown: 'origin' };
  if (!history.covered) return { unknown: history.reason };
  const usual = history.seen('network');
  if (usual.length === 0) return { unknown: 'origin' };
  const settled = usual.length <= params.networks && history.novelty('network', AWS_NETWORK) === 'new';
  if (!settled || hasComeThrough(event, account, organisation)) return undefined;
  if (endpointOwner(event, facts) !== 'own') return undefined;
  const brought = isNewProgram(event, facts);
  const by = brought ? `, and never with ${programWords(client)}` : '';
  const lived = listed(usual.map(networkName));
  return {
    points: brought ? params.organisationStrange : params.organisation,
    summary: `through a VPC endpoint of account ${account}, only ever seen from ${lived} before (${history.days} days)${by}`,
    evidence: { endpoint, account, usual: lived, organisationKnows: true },
  };
}

/**
 * For a cloud in which the actor is known: its other customers are strangers, so a new address together with a new
 * program counts. A machine that moves keeps its program.
 */
function amongNeighbours(
  event: StsEvent,
  { ip, network, own }: IpOrigin,
  facts: Facts,
  points: number,
): Verdict {
  if (network?.kind !== 'cloud' || own !== undefined) return undefined;
  if (!isNewAddress(event, ip, facts) || !isNewProgram(event, facts)) return undefined;
  const { client } = event;
  const name = network.name ?? network.key;
  const addresses = facts.actor.seen('address');
  // AWS is its network, and it never had an address: an endpoint’s callers have private ones
  const usual = addresses.length === 0 ? 'VPC endpoints' : listed(addresses);
  return {
    points,
    summary: `only known from ${usual} before (${facts.actor.days} days), and never with ${programWords(client)}`,
    evidence: { ip, network: name, usual, client: client.family },
  };
}
