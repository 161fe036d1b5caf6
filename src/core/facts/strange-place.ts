import type { StsEvent } from '../event/event.ts';
import { SEEN } from '../history/habit.ts';
import { parentOf } from '../history/lineage.ts';
import type { OwnerView } from '../history/view.ts';
import type { Network } from '../place/origin.ts';
import { isKnownByAddress } from './cloud-neighbour.ts';
import type { Facts, OrganisationView } from './facts.ts';
import { presenceOf } from './organisation.ts';

/** Addresses of a source that may be a fixed one: `new-address-of-fixed-source`. */
const FIXED = 16;

/**
 * Inside AWS the neighbours are attackers too: there the exact address counts, unless the actor's never repeat (ADR 0038).
 * In other clouds the network does: hosted runners, which go on into many accounts, have another address in every run.
 * One day there proves nothing: whoever plans a round asks from there who they are on the evening before (ADR 0074).
 */
export function strangePlace(event: StsEvent, facts: Facts): 'known' | 'strange' | 'unknown' {
  const { actor, organisation } = facts;
  const { origin } = event;
  if (!actor.covered && !organisation.covered) return 'unknown';
  if (origin.kind !== 'ip') return origin.kind === 'other' ? behindEndpoint(event, organisation) : 'known';
  const { network, own, ip } = origin;
  if (own !== undefined) return 'known';
  if (network === undefined) return 'unknown';
  if (isAtItsRunner(event, facts, network)) return 'known';
  const known =
    network.provider === 'aws'
      ? actor.knows('address', ip) ||
        organisation.view('address', ip).knows('seen', SEEN) ||
        roams(event, actor, network)
      : actor.knows(network.dimension, network.key) || isOurs(network, organisation);
  return known ? 'known' : 'strange';
}

/**
 * An endpoint's callers have private addresses, but they are in the network of its account. Its own account's is the actor's;
 * that of another one of ours only if the actor, or two others, have come through it for days: a thief may have a machine in
 * an account of no importance.
 */
function behindEndpoint(
  { actor, vpcEndpointAccountId: account }: StsEvent,
  organisation: OrganisationView,
): 'known' | 'strange' | 'unknown' {
  if (account === undefined) return 'unknown';
  const isUsed = organisation.view('endpoint', account).knows('seen', SEEN);
  const isTheirs = isUsed && organisation.holders('endpoint', account).includes(presenceOf(actor));
  return account === actor.accountId || isTheirs || organisation.knows('endpoint', account)
    ? 'known'
    : 'strange';
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

/**
 * Whether a machine's addresses never repeat: it is known in this network by addresses, and none of them is known; or it
 * has many, which a pool hands out again, and had none of them on more than a quarter of its days. The few addresses that
 * a thief adds do not make a machine with an address of its own, or behind a VPC endpoint, look like that.
 */
function roams({ actor: { kind } }: StsEvent, actor: OwnerView, { dimension, key }: Network): boolean {
  if (kind !== 'role' && kind !== 'user' && kind !== 'account') return false;
  if (!actor.covered || !actor.knows(dimension, key)) return false;
  if (!isKnownByAddress(actor, { dimension, key })) return false;
  const known = actor.known('address');
  if (known.length === 0) return true;
  const most = actor.daysOf(dimension, key) / 4;
  const many = actor.seen('address').length > FIXED;
  return many && known.every((address) => actor.daysOf('address', address) <= most);
}

function isOurs({ key, kind }: Network, organisation: OrganisationView): boolean {
  return kind === 'cloud' ? organisation.isShared(key) : organisation.knows('network', key);
}
