import type { StsEvent } from './event.ts';
import type { Facts } from './facts.ts';

/** Days on which the organisation's own identities came through the endpoints of an account that makes it ours. */
const SHARED = 3;

/**
 * Whose VPC endpoint a call came through; undefined if through none. `unknown`: the record does not say whose, or
 * which accounts are ours is neither configured nor learned. An account whose own trail is not read (a shared network
 * account) is ours once our own identities have come through its endpoints on three days.
 */
export function endpointOwner(event: StsEvent, facts: Facts): 'own' | 'foreign' | 'unknown' | undefined {
  const { actor, vpcEndpointAccountId: account, vpcEndpointId } = event;
  if (account === undefined) return vpcEndpointId === undefined ? undefined : 'unknown';
  const { organisation, settings } = facts;
  const standing = settings.account(account);
  if (account === actor.accountId || standing === 'own' || standing === 'trusted') return 'own';
  if (organisation.owns(account) || organisation.view('endpoint', account).days >= SHARED) return 'own';
  return standing === 'stranger' || organisation.covered ? 'foreign' : 'unknown';
}
