import { presenceOf } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { VALUE_CAP } from '../history/habit.ts';
import { everSeen } from '../history/view.ts';
import type { Facts, OrganisationView } from './facts.ts';
import { isShownAsPerson } from './name-holder.ts';

/**
 * Whether a machine or pipeline called through a VPC endpoint of its own account, or of the one that it called. Its address
 * is private, or proves nothing, but it is in AWS: a machine that always calls so would otherwise have no network, and could
 * never be seen to leave it. Through another account's endpoint a thief may come, and teaches nothing. Nor do users and
 * sessions of roles whose call shows a person: people come through endpoints by a VPN.
 */
export function isInVpc(event: StsEvent): boolean {
  const { actor, origin, recipientAccountId, vpcEndpointAccountId: owner } = event;
  if (owner === undefined || origin.kind !== 'other') return false;
  if (owner !== actor.accountId && owner !== recipientAccountId) return false;
  if (actor.kind === 'user' || actor.kind === 'role') return !isShownAsPerson(event);
  return actor.kind === 'account' || actor.kind === 'web-identity';
}

/** Days on which the organisation's own identities came through the endpoints of an account that makes it ours. */
const SHARED = 3;

/**
 * Whose VPC endpoint a call came through; undefined if through none. `unknown`: the record does not say whose, or
 * which accounts are ours is neither configured nor learned. Where they are not configured, an account whose own trail is
 * not read (a shared network account) is ours once our own identities have come through its endpoints on three days: two
 * of them, or the caller itself, so that a thief's one credential does not vouch for his endpoint. Outside accounts
 * vouch for nobody else. The account whose trail the record is from is ours, also where the caller has no account.
 */
export function endpointOwner(event: StsEvent, facts: Facts): 'own' | 'foreign' | 'unknown' | undefined {
  const { actor, vpcEndpointAccountId: account, vpcEndpointId } = event;
  if (account === undefined) return vpcEndpointId === undefined ? undefined : 'unknown';
  const { organisation, settings } = facts;
  const standing = settings.account(account);
  const home = account === actor.accountId || account === event.recipientAccountId;
  if (home || standing === 'own' || standing === 'trusted') return 'own';
  if (standing === 'stranger') return 'foreign';
  if (organisation.owns(account) || isShared(account, presenceOf(actor), organisation)) return 'own';
  return organisation.covered ? 'foreign' : 'unknown';
}

/**
 * Whether the actor has come through an endpoint of that account before, also in a call that scored too high to teach at
 * once: a server that has moved would otherwise alert every day for two weeks. Where more did than the list of its users
 * holds, the actor may be one of them.
 */
export function hasComeThrough(
  { actor }: StsEvent,
  account: string,
  organisation: OrganisationView,
): boolean {
  const view = organisation.view('endpoint', account);
  const holders = everSeen(view, 'holder');
  return holders.length >= VALUE_CAP || holders.includes(presenceOf(actor));
}

function isShared(account: string, actor: string, organisation: OrganisationView): boolean {
  const holders = organisation.holders('endpoint', account);
  const days = organisation.view('endpoint', account).days;
  const ours = holders.filter((holder) => !holder.startsWith('account:'));
  return days >= SHARED && (ours.length > 1 || holders.includes(actor));
}
