import type { StsEvent } from '../event/event.ts';
import type { OwnerView } from '../history/view.ts';
import { AWS_NETWORK } from '../place/origin.ts';
import type { Facts } from './facts.ts';

/** With more addresses than this a workload has no fixed ones: another says nothing. */
const FIXED = 4;

/** Whether a workload or key with few addresses calls from one that neither it nor anybody in the organisation used before. */
export function isNewAddress(event: StsEvent, ip: string, { actor, organisation }: Facts): boolean {
  const few = actor.seen('address').length <= FIXED;
  const strange = actor.novelty('address', ip) === 'new' || leavesItsVpc(event, actor);
  return few && strange && !organisation.used('address', ip);
}

/**
 * Whether it came only through VPC endpoints so far: AWS is its network, and no address was ever seen. Of calls of other
 * services nobody knows what is usual: they may leave by a gateway every day.
 */
function leavesItsVpc({ service }: StsEvent, actor: OwnerView): boolean {
  return service !== 'watched' && actor.seen('address').length === 0 && actor.knows('network', AWS_NETWORK);
}

/** Whether it calls by a program that it never used: who moves within a cloud keeps theirs, a thief brings one along. */
export function isNewProgram({ client }: StsEvent, { actor }: Facts): boolean {
  return client.text !== undefined && actor.novelty('client', client.family) === 'new';
}
