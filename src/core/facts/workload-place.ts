import type { StsEvent } from '../event/event.ts';
import type { Unknown } from '../finding/finding.ts';
import { parentOf } from '../history/lineage.ts';
import { AWS_NETWORK, type IpOrigin, type Network } from '../place/origin.ts';
import { isNewAddress, isNewProgram } from './cloud-neighbour.ts';
import { endpointOwner } from './endpoint.ts';
import type { Facts } from './facts.ts';
import type { Running } from './runs-as.ts';
import { issuePlace, usesOf } from './token-ends.ts';

/** Where credentials of a workload were used, if it does not run there. `newProgram`: by one that it never used. */
export type Astray =
  /** Through a VPC endpoint of an account that is not ours: AWS itself says whose it is, so history does not count. */
  | { readonly where: 'foreign-endpoint'; readonly account: string; readonly endpoint: string }
  /** From an address of AWS that nobody here used. `before`: the country in which the same session was in AWS, if another. */
  | (At & { readonly where: 'aws'; readonly newProgram: boolean; readonly before: string | undefined })
  /** From a network of the organisation. */
  | (At & { readonly where: 'organisation'; readonly newProgram: boolean })
  /** Outside AWS and the organisation. `proven`: that it runs in AWS follows from more than what it is. */
  | (At & { readonly where: 'outside'; readonly proven: boolean });

interface At {
  readonly ip: string;
  readonly network: Network;
}

type Workload = Running['workload'];

/** Where a workload's credentials were used; undefined where it usually runs. */
export function workloadAstray(
  event: StsEvent,
  workload: Workload,
  facts: Facts,
): Astray | Unknown | undefined {
  const { origin, vpcEndpointAccountId: account = '', vpcEndpointId: endpoint = '' } = event;
  const owner = endpointOwner(event, facts);
  if (owner === 'own') return undefined;
  if (owner === 'foreign') return { where: 'foreign-endpoint', account, endpoint };
  if (origin.kind !== 'ip') return owner === 'unknown' ? { unknown: 'origin' } : undefined;
  const { network, own, ip } = origin;
  if (network === undefined || usual(network, facts)) return undefined;
  if (network.provider === 'aws') return inAws(event, { ip, network }, facts);
  if (own !== undefined || facts.organisation.knows('network', network.key)) {
    return inOurs(event, origin, { ip, network }, workload, facts);
  }
  return outside(event, { ip, network }, workload, facts);
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

/** In AWS attackers are, too: there the exact address counts, once addresses are a habit. */
function inAws(event: StsEvent, at: At, facts: Facts): Astray | undefined {
  if (!isNewAddress(event, at.ip, facts)) return undefined;
  const before = countryBefore(event, facts);
  return { where: 'aws', ...at, newProgram: isNewProgram(event, facts), before };
}

/**
 * The country in which the same session was in AWS before, if it is another: it lives on one machine, which a new gateway does
 * not move into another region. A fleet in many regions has a session for each machine.
 */
function countryBefore(event: StsEvent, facts: Facts): string | undefined {
  const here = event.origin.kind === 'ip' ? event.origin.place?.country : undefined;
  const birth = issuePlace(event, facts, AWS_NETWORK);
  const places = usesOf(event, facts).filter(({ network }) => network === AWS_NETWORK);
  const countries = [
    birth?.key === AWS_NETWORK ? birth.country : undefined,
    ...places.map((place) => place.country),
  ];
  return here === undefined ? undefined : countries.find((one) => one !== undefined && one !== here);
}

/**
 * For a network of ours. An instance or function is in AWS, also one without history, as most are that never call STS;
 * only calls of other services, which nobody learns, may leave by an office every day.
 */
function inOurs(
  event: StsEvent,
  { own }: IpOrigin,
  at: At,
  workload: Workload,
  facts: Facts,
): Astray | Unknown {
  const inAlways = (workload === 'instance' || workload === 'function') && event.service !== 'watched';
  if (!facts.actor.covered && (!inAlways || own !== undefined)) return { unknown: facts.actor.reason };
  return { where: 'organisation', ...at, newProgram: own === undefined && isNewProgram(event, facts) };
}

/** Of a pod without history that is at a hosting provider or in another cloud nothing is known: its cluster may run there. */
function outside(event: StsEvent, at: At, workload: Workload, { actor, lineage }: Facts): Astray | Unknown {
  const bornInAws = parentOf(event, lineage)?.networkKey === AWS_NETWORK;
  const proven = bornInAws || actor.covered || workload === 'instance';
  const { kind } = at.network;
  if (!proven && workload === 'pod' && (kind === 'hosting' || kind === 'cloud')) {
    return { unknown: actor.reason };
  }
  return { where: 'outside', ...at, proven };
}
