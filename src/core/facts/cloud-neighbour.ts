import { isProgramOfAws } from '../event/by-aws.ts';
import type { StsEvent } from '../event/event.ts';
import type { OwnerView } from '../history/view.ts';
import { AWS_NETWORK, type Network } from '../place/origin.ts';
import type { Facts } from './facts.ts';

/** With more addresses than this a workload has no fixed ones: another says nothing. */
export const FIXED = 4;

/** Whether a workload or key with few addresses calls from one that neither it nor anybody in the organisation used before. */
export function isNewAddress(event: StsEvent, ip: string, { actor, organisation }: Facts): boolean {
  const few = actor.seen('address').length <= FIXED;
  const strange = actor.novelty('address', ip) === 'new' || leavesItsVpc(event, ip, actor);
  return few && strange && !organisation.used('address', ip);
}

/**
 * Whether it came through VPC endpoints so far, save for a few strays: AWS is its network, but not by addresses. Of calls
 * of other services nobody knows what is usual: they may leave by a gateway every day.
 */
function leavesItsVpc({ service }: StsEvent, ip: string, actor: OwnerView): boolean {
  if (service === 'watched' || !actor.knows('network', AWS_NETWORK)) return false;
  if (actor.known('address').length > 0 || actor.saw('address', ip)) return false;
  return !isKnownByAddress(actor, { dimension: 'network', key: AWS_NETWORK });
}

/**
 * Whether the days of its addresses make up half of its days in a network. Days behind a VPC endpoint have none, and a few
 * strays beside them, which may be a thief's, do not show that it roams.
 */
export function isKnownByAddress(
  actor: OwnerView,
  { dimension, key }: Pick<Network, 'dimension' | 'key'>,
): boolean {
  const days = actor.seen('address').reduce((sum, address) => sum + actor.daysOf('address', address), 0);
  return days > 0 && 2 * days >= actor.daysOf(dimension, key);
}

/** Whether it calls by a program that it never used: who moves within a cloud keeps theirs, a thief brings one along. */
export function isNewProgram(event: StsEvent, { actor }: Facts): boolean {
  const { client } = event;
  return (
    client.text !== undefined && !isProgramOfAws(event) && actor.novelty('client', client.family) === 'new'
  );
}
