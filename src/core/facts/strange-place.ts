import { presenceOf } from '../event/actor.ts';
import { serviceBehind } from '../event/by-aws.ts';
import type { StsEvent } from '../event/event.ts';
import { SEEN } from '../history/habit.ts';
import { parentOf } from '../history/lineage.ts';
import type { OwnerView } from '../history/view.ts';
import type { Network } from '../place/origin.ts';
import { FIXED, isKnownByAddress } from './cloud-neighbour.ts';
import type { Facts, OrganisationView } from './facts.ts';
import { isOutsider } from './who.ts';

/** Whether an actor or the organisation is known to call from a place; `unknown`: nothing can be said of it. */
export type Familiarity = 'known' | 'strange' | 'unknown';

/**
 * Inside AWS the neighbours are attackers too: there the exact address counts, unless the actor's never repeat (ADR 0038).
 * In other clouds the network does: hosted runners, which go on into many accounts, have another address in every run.
 * One day there proves nothing: whoever plans a round asks from there who they are on the evening before. Three others
 * vouch from the first day on: an office, or all of a VPC, gets another address in a night (ADR 0074).
 */
export function strangePlace(event: StsEvent, facts: Facts): Familiarity {
  const { actor, organisation } = facts;
  const { origin } = event;
  if (!actor.covered && !organisation.covered) return 'unknown';
  if (origin.kind === 'other') return behindEndpoint(event, facts);
  // AWS's MCP servers name themselves in place of the caller's address
  if (origin.kind === 'service' && serviceBehind(event) === undefined) return 'unknown';
  if (origin.kind !== 'ip') return 'known';
  const { network, own, ip } = origin;
  if (own !== undefined) return 'known';
  if (network === undefined) return 'unknown';
  if (isAtItsRunner(event, facts, network)) return 'known';
  const known =
    network.provider === 'aws'
      ? actor.knows('address', ip) ||
        organisation.view('address', ip).knows('seen', SEEN) ||
        organisation.hasCrowd('address', ip) ||
        roams(event, actor, network)
      : actor.knows(network.dimension, network.key) || isOurs(network, organisation);
  return known ? 'known' : 'strange';
}

/**
 * Whether a call of another service comes from a strange place. Only STS calls teach places, and code often makes none: of
 * roles without history neither a pipeline nor an address in a cloud, where each run may have another, is strange.
 */
export function isStrangeCall(event: StsEvent, facts: Facts): boolean {
  const { actor, origin } = event;
  if (strangePlace(event, facts) !== 'strange') return false;
  if (actor.kind !== 'role' || facts.actor.covered) return true;
  const inCloud = origin.kind === 'ip' && origin.network?.kind === 'cloud';
  return actor.workload !== 'pipeline' && !inCloud;
}

/**
 * An endpoint's callers have private addresses, but they are in the network of its account. Its own account's is the actor's,
 * but of an outsider's nobody here knows what it is; that of another one of ours only if two others have come through it
 * for days, or the actor alone: a thief may have a machine in an account of no importance, and of days that the actor shares
 * with one other, nobody knows whose they are.
 */
function behindEndpoint(event: StsEvent, facts: Facts): Familiarity {
  const { actor, vpcEndpointAccountId: account } = event;
  const { organisation } = facts;
  if (account === undefined) return 'unknown';
  if (account === actor.accountId) return isOutsider(event, facts) ? 'unknown' : 'known';
  const holders = organisation.holders('endpoint', account);
  const isAlone = holders.every((holder) => holder === presenceOf(actor));
  const isTheirs = isAlone && organisation.view('endpoint', account).knows('seen', SEEN);
  return isTheirs || organisation.knows('endpoint', account) ? 'known' : 'strange';
}

/**
 * Whether a pipeline that has no history yet is still in the cloud in which its runner exchanged the token for this
 * session, nothing was odd about that exchange, and for days other pipelines of the organisation have run in that cloud:
 * who steals a token also chooses where to exchange it. Not in AWS, where the exact address counts (ADR 0038).
 */
function isAtItsRunner(
  event: StsEvent,
  { actor, lineage, organisation }: Facts,
  { key, kind, provider }: Network,
): boolean {
  if (event.actor.workload !== 'pipeline' || actor.covered || kind !== 'cloud' || provider === 'aws')
    return false;
  const exchange = parentOf(event, lineage);
  if (exchange?.networkKey !== key || exchange.birth.finding !== null) return false;
  const others = organisation.holders('runner', key).some((holder) => holder !== exchange.actor.key);
  return others && organisation.view('runner', key).knows('seen', SEEN);
}

/** Days of an address that accepting a finding writes (ADR 0008): they show no fixed one. */
const ACCEPTED = 3;

/**
 * Whether a machine's addresses never repeat: it is known in this network by addresses, and none of them is known; or it
 * has many, which a pool hands out again, and had none of them on more than a quarter of its days, three days aside. The few addresses that
 * a thief adds do not make a machine with an address of its own, or behind a VPC endpoint, look like that.
 */
function roams({ actor: { kind } }: StsEvent, actor: OwnerView, { dimension, key }: Network): boolean {
  if (kind !== 'role' && kind !== 'user' && kind !== 'account') return false;
  if (!actor.covered || !actor.knows(dimension, key)) return false;
  if (!isKnownByAddress(actor, { dimension, key })) return false;
  const known = actor.known('address');
  if (known.length === 0) return true;
  const most = Math.max(ACCEPTED, actor.daysOf(dimension, key) / 4);
  const many = actor.seen('address').length > FIXED;
  return many && known.every((address) => actor.daysOf('address', address) <= most);
}

function isOurs({ key, kind }: Network, organisation: OrganisationView): boolean {
  if (kind === 'cloud') return organisation.isShared(key);
  const crowd = kind === 'access' && organisation.hasCrowd('network', key);
  return crowd || organisation.knows('network', key);
}
