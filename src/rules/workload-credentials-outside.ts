import { z } from 'zod';
import { endpointOwner } from '../core/endpoint.ts';
import type { StsEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { Verdict } from '../core/finding.ts';
import { parentOf } from '../core/lineage.ts';
import type { IpOrigin, Network } from '../core/origin.ts';
import { type Running, runsAs } from '../core/runs-as.ts';
import { isAuthenticated } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'workload-credentials-outside',
  title: 'Credentials of an instance, function, pod or task were used where it does not run',
  family: 'misuse',
  why: 'Code in AWS calls from AWS. Its credentials elsewhere were taken from the metadata service, the environment or a token file.',
  blindSpots: [
    'Tasks, builds and jobs whose session was taken by the service before anything was recorded: nothing in their calls says what they are. Services other than EC2, Lambda, EKS, ECS, App Runner, CodeBuild, Glue and SageMaker.',
    'A thief inside the same network or behind the same NAT cannot be told apart.',
    'A thief in another AWS account looks like AWS: only an unknown address speaks, or the VPC endpoint of that account.',
    'Calls through a VPC endpoint whose record does not say whose it is (before eventVersion 1.09): then the answer is unknown.',
  ],
  falsePositives: [
    'VPC endpoints of a network account whose trail is not read, for the first days: name it under organisation.accounts.',
    'Traffic that leaves through your own proxy: name it under organisation.networks. What alerts is never learned by itself; `rolewarden baseline accept` teaches one role.',
    'Clusters outside AWS with pod identities, and ECS Anywhere, in their first week.',
  ],
  respond: [
    'End the session now: it is not the workload’s. The alert has the key and the command.',
    'Then restart the workload, which keeps the denied credentials (EC2: stop and start, or another instance profile).',
    'Find how the credentials left: SSRF, a stolen image, a leaked log.',
    'Require IMDSv2 and replace the workload.',
  ],
  attack: ['T1552.005', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    'https://attack.mitre.org/techniques/T1552/005/',
  ],
  on: 'all',
  params: z.strictObject({
    points: points(
      90,
      'Points outside AWS and outside every known network; instances also without history, and sessions that were issued inside AWS.',
    ),
    function: points(75, 'Points for a function or task without history.'),
    pod: points(60, 'Points for a pod without history, unless it is at a hoster, where clusters live.'),
    organisation: points(40, 'Points in another network of the organisation.'),
    aws: points(30, 'Points for an AWS address that nobody here used before.'),
  }),
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

interface Params {
  readonly points: number;
  readonly function: number;
  readonly pod: number;
  readonly organisation: number;
  readonly aws: number;
}

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
  if (network.provider === 'aws') return newInAws(origin, facts, params.aws, what, evidence);
  if (origin.own !== undefined || facts.organisation.knows('network', network.key)) {
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    return {
      points: params.organisation,
      summary: `${what} came from ${name}, where this workload never runs`,
      evidence,
    };
  }
  const bornInAws = parentOf(event, facts.lineage)?.networkKey === 'cloud:aws';
  const points = bornInAws ? params.points : outside(workload, network, facts, params);
  const summary = `${what} were used from ${origin.ip} (${name}), outside AWS${hintOf(network)}`;
  return points === undefined ? { unknown: facts.actor.reason } : { points, summary, evidence };
}

/** AWS itself says whose endpoint it was, so history has no say. */
function throughForeign(event: StsEvent, { words, workload }: Running, points: number): Verdict {
  const { actor, vpcEndpointAccountId: account = '', vpcEndpointId: endpoint = '' } = event;
  const role = actor.roleName ?? actor.name;
  return {
    points,
    summary: `credentials of ${words} (${role}) came through a VPC endpoint of account ${account}, which is none of ours`,
    evidence: { workload, endpoint, account, role },
  };
}

/** Undefined: clusters live at hosters and in other clouds, and this one has no history yet. */
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

/** A line of a telephone company is where a thief sits, or a proxy leaves: nobody looks for the remedy in a manual. */
function hintOf({ kind }: Network): string {
  return kind === 'access' ? '; if that is your proxy, name it under organisation.networks' : '';
}

/**
 * A network that the workload has used on earlier days: clusters outside AWS, whose first days score less than an
 * alert, and what was accepted. What alerts gets no days.
 */
function usual({ dimension, key, provider }: Network, { actor }: Facts): boolean {
  return (
    provider !== 'aws' && (actor.novelty(dimension, key) === 'known' || actor.daysOf(dimension, key) >= 3)
  );
}

/** Inside AWS the neighbours are attackers too, so the exact address counts, once addresses are a habit. */
function newInAws(
  { ip }: IpOrigin,
  { actor, organisation }: Facts,
  points: number,
  what: string,
  evidence: Readonly<Record<string, string>>,
) {
  const fixed = actor.covered && actor.known('address').length > 0 && actor.seen('address').length <= 4;
  if (!fixed || actor.novelty('address', ip) !== 'new' || organisation.used('address', ip)) return undefined;
  return {
    points,
    summary: `${what} came from ${ip}, an AWS address that this workload never had`,
    evidence,
  };
}
