import { z } from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { isNewAddress, isNewProgram } from '../core/facts/cloud-neighbour.ts';
import { endpointOwner } from '../core/facts/endpoint.ts';
import type { Facts } from '../core/facts/facts.ts';
import { type Running, runsAs } from '../core/facts/runs-as.ts';
import { isAuthenticated } from '../core/facts/who.ts';
import type { Hit, Verdict } from '../core/finding/finding.ts';
import { parentOf } from '../core/history/lineage.ts';
import { AWS_NETWORK, type IpOrigin, type Network } from '../core/place/origin.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  points: points(
    90,
    'Points outside AWS and outside every known network; instances also without history, and sessions that were issued inside AWS.',
  ),
  function: points(75, 'Points for a function or task without history.'),
  pod: points(
    60,
    'Points for a pod without history, unless it is at a hosting provider, where clusters run.',
  ),
  organisation: points(40, 'Points in another network of the organisation.'),
  organisationStrange: points(
    60,
    'Points where people of the organisation merely live or work, with a client that the workload never used.',
  ),
  aws: points(30, 'Points for an AWS address that nobody here used before.'),
  awsStrange: points(40, 'Points for such an address with a client that the workload never used.'),
});
type Params = z.infer<typeof PARAMS>;
type Evidence = Readonly<Record<'workload' | 'ip' | 'network' | 'role', string>>;
/** Whose credentials these are, in words, and the evidence. */
interface Said {
  readonly what: string;
  readonly evidence: Evidence;
}

export default defineRule({
  id: 'workload-credentials-outside',
  title: 'Credentials of an instance, function, pod or task were used where it does not run',
  family: 'misuse',
  why: 'Code in AWS calls from AWS. If its credentials are used elsewhere, they were stolen from the metadata service, the environment or a token file.',
  blindSpots: [
    'Tasks, builds and jobs whose session was issued to the service before anything was recorded: nothing in their calls says what they are. Services other than EC2, Lambda, EKS, ECS, App Runner, CodeBuild, Glue, SageMaker, AgentCore, EMR Serverless and Step Functions.',
    'A thief inside the same network or behind the same NAT cannot be told apart.',
    'Calls to objects of S3 that are signed in the query, as presigned links are: whoever was given the link opens it.',
    'A thief in another AWS account looks like AWS: only an unknown address, or that account’s VPC endpoint, gives it away.',
    'Calls through a VPC endpoint whose record does not say whose it is (before eventVersion 1.09): then the answer is unknown.',
  ],
  falsePositives: [
    'VPC endpoints of a network account whose trail is not collected, for the first days: name it under organisation.accounts.',
    'Traffic that leaves through your own proxy: name it under organisation.networks. What alerts is never learned automatically; `rolewarden baseline accept` teaches one role.',
    'ECS Anywhere, EKS hybrid nodes and clusters outside AWS, on every day until their network is named under organisation.networks, or the finding was accepted.',
    'Instances at the edge (Outposts, Wavelength, addresses announced by your own ASN): their addresses are not AWS’s. Name the network.',
    'A workload that proves who it is to somebody outside AWS (Google Cloud’s workload identity federation, HashiCorp Vault elsewhere): they send its signed GetCallerIdentity to AWS from their own address. `rolewarden baseline accept` the finding.',
    'A workflow that hands credentials to a worker outside AWS: `rolewarden baseline accept` the finding.',
  ],
  respond: [
    'The caller is not the workload: end the sessions of its role before anything else.',
    'Then restart the workload, which keeps the denied credentials (EC2: stop and start, or another instance profile).',
    'Find out how the credentials leaked: SSRF, a stolen image, a leaked log.',
    'Require IMDSv2 and replace the workload.',
  ],
  attack: ['T1552.005', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    'https://attack.mitre.org/techniques/T1552/005/',
  ],
  on: 'all',
  params: PARAMS,
  detect(event, facts, params) {
    const { origin } = event;
    const running = isAuthenticated(event) ? runsAs(event, facts) : undefined;
    if (running === undefined) return undefined;
    const owner = endpointOwner(event, facts);
    if (owner === 'own') return undefined;
    if (owner === 'foreign') return throughForeign(event, running, params.points);
    if (origin.kind !== 'ip') return owner === 'unknown' ? { unknown: 'origin' } : undefined;
    return fromAddress(event, origin, running, facts, params);
  },
});

function fromAddress(
  event: StsEvent,
  origin: IpOrigin,
  { words, workload }: Running,
  facts: Facts,
  params: Params,
): Verdict {
  const { actor } = event;
  const { network } = origin;
  if (network === undefined || usual(network, facts)) return undefined;
  const name = network.name ?? network.key;
  const evidence = { workload, ip: origin.ip, network: name, role: actor.roleName ?? actor.key };
  const what = `credentials of ${words} (${actor.roleName ?? actor.name})`;
  if (network.provider === 'aws') return newInAws(event, origin, facts, params, { what, evidence });
  if (origin.own !== undefined || facts.organisation.knows('network', network.key)) {
    return inOurs(event, origin, facts, params, { what, evidence });
  }
  const bornInAws = parentOf(event, facts.lineage)?.networkKey === AWS_NETWORK;
  const points = bornInAws ? params.points : outside(workload, network, facts, params);
  const summary = `${what} were used from ${origin.ip} (${name}), outside AWS${hintOf(network)}`;
  return points === undefined ? { unknown: facts.actor.reason } : { points, summary, evidence };
}

/**
 * For a network of ours. An instance or function is in AWS, also one without history, as most are that never call STS;
 * only calls of other services, which nobody learns, may leave by an office every day.
 */
function inOurs(
  event: StsEvent,
  { own }: IpOrigin,
  facts: Facts,
  params: Params,
  { what, evidence }: Said,
): Verdict {
  const { workload } = evidence;
  const inAws = (workload === 'instance' || workload === 'function') && event.service !== 'watched';
  if (!facts.actor.covered && (!inAws || own !== undefined)) return { unknown: facts.actor.reason };
  const strange = own === undefined && isNewProgram(event, facts);
  const summary = `${what} came from ${evidence.network}, where this workload never runs`;
  const points = strange ? params.organisationStrange : params.organisation;
  return byProgram(event, strange, { points, summary, evidence });
}

/** For a VPC endpoint of a foreign account: AWS itself says whose it is, so history does not count. */
function throughForeign(event: StsEvent, { words, workload }: Running, points: number): Verdict {
  const { actor, vpcEndpointAccountId: account = '', vpcEndpointId: endpoint = '' } = event;
  const role = actor.roleName ?? actor.name;
  return {
    points,
    summary: `credentials of ${words} (${role}) were used through a VPC endpoint of account ${account}, which is not one of ours`,
    evidence: { workload, endpoint, account, role },
  };
}

/** The points; undefined for a pod without history at a hosting provider or in another cloud: its cluster may run there. */
function outside(
  workload: Running['workload'],
  { kind }: Network,
  { actor }: Facts,
  params: Params,
): number | undefined {
  if (actor.covered || workload === 'instance') return params.points;
  if (workload !== 'pod') return params.function;
  return kind === 'hosting' || kind === 'cloud' ? undefined : params.pod;
}

/** A hint for access networks, in which either a thief is, or the organisation's own proxy ends. */
function hintOf({ kind }: Network): string {
  return kind === 'access' ? '; if that is your proxy, name it under organisation.networks' : '';
}

/**
 * Whether the workload has used the network on earlier days: so have clusters outside AWS, whose first days score less
 * than an alert, and so have networks that an operator accepted. Events that alert are not learned.
 */
function usual({ dimension, key, provider }: Network, { actor }: Facts): boolean {
  return (
    provider !== 'aws' && (actor.novelty(dimension, key) === 'known' || actor.daysOf(dimension, key) >= 3)
  );
}

/**
 * For calls from within AWS, where attackers are too: the exact address counts, once addresses are a habit. Alone it
 * stays below `learnBelow`, or a new gateway, which moves every workload behind it, would be reported for two weeks. A
 * gateway brings no new program, but a thief does: then `new-client` counts as well, and both make 47, with which an
 * administrator's everyday role alone makes no alert.
 */
function newInAws(
  event: StsEvent,
  { ip }: IpOrigin,
  facts: Facts,
  params: Params,
  { what, evidence }: Said,
): Verdict {
  if (!isNewAddress(event, ip, facts)) return undefined;
  const strange = isNewProgram(event, facts);
  const summary = `${what} came from ${ip}, an AWS address that this workload never used`;
  return byProgram(event, strange, { points: strange ? params.awsStrange : params.aws, summary, evidence });
}

/** The verdict, with the program where it is new to the workload. */
function byProgram(
  { client }: StsEvent,
  strange: boolean,
  hit: Hit & { readonly evidence: Evidence },
): Verdict {
  if (!strange) return hit;
  const summary = `${hit.summary}, by ${client.family}, which it never used`;
  return { ...hit, summary, evidence: { ...hit.evidence, client: client.family } };
}
