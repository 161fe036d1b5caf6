import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isInside, type Outsiders, outsidersOf } from '../core/facts/outsiders.ts';
import { grantedRole } from '../core/facts/who.ts';
import type { Hit, Verdict } from '../core/finding/finding.ts';
import { type Dimension, SEEN } from '../core/history/habit.ts';
import { callerValue } from '../core/history/values.ts';
import { networkName } from '../core/place/place-words.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  swapped: points(65, 'Points if the role belongs to another outsider, by its history.'),
  inside: points(65, 'Points if only identities of its own organisation ever assumed it, by its history.'),
  points: points(45, 'Points otherwise.'),
  admin: points(
    50,
    'Points otherwise for a role that can do everything, without an external id, where accounts are configured.',
  ),
  elsewhere: points(20, 'Points if the organisation knows the account, but not in this role.'),
  elsewhereBy: points(
    40,
    'Points for another principal of a known account, from a network in which the role was never assumed.',
  ),
  lately: points(25, 'Points if it has been seen in this role, but not for long.'),
});
type Params = z.infer<typeof PARAMS>;

export default defineRule({
  id: 'unknown-account',
  title: 'A caller from an unknown account assumed a role',
  family: 'misuse',
  why: 'A trust policy that lets a stranger in is a backdoor, or a vendor’s account that was swapped.',
  blindSpots: [
    'Refused attempts from outside are not in your logs at all: AWS does not write them.',
    'Until accounts are configured or learned, the answer is unknown.',
    'Another principal of an account that assumes the role daily, in its network: vendors recreate their roles. All of AWS is one network.',
  ],
  falsePositives: [
    'A vendor that moves, and recreates its role for it.',
    'A partner who becomes administrator without an external id: it alerts every day, since what alerts is never learned. Name the account under organisation.trusted, or accept a finding.',
    'A new vendor on the first day, or one that moves to another account: name it under organisation.trusted.',
    'A new account of the organisation that assumes a shared role on its first day, if the role owner’s record comes first or alone: name accounts under organisation.accounts where you create them.',
  ],
  ask: 'Find out whether the account is yours, or a vendor’s.',
  respond: [
    'Read the role’s trust policy, and who changed it last: if nobody knows the account, take it out.',
  ],
  attack: ['T1199', 'T1098.003'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html'],
  on: ['AssumeRole'],
  params: PARAMS,
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || actor.kind === 'service') return undefined;
    const account = actor.accountId;
    if (account === undefined || account === role.accountId) return undefined;
    const standing = facts.settings.account(account);
    if (standing === 'own' || facts.organisation.owns(account)) return undefined;
    const outsiders = outsidersOf(facts, account);
    if (standing === 'trusted' && !outsiders.known) return undefined;
    if (standing === 'unknown' && !facts.organisation.covered) return { unknown: 'history' };
    if (outsiders.known) return fromElsewhere(event, facts, params.elsewhereBy);
    const evidence = { account, role: role.arn, configured: standing === 'stranger' };
    return { ...unsettled(event, facts, { ...outsiders, account }, params), evidence };
  },
});

/** Points and words for an account that is no settled caller of the role, by who else assumes it. */
function unsettled(
  event: StsEvent,
  facts: Facts,
  { account, others, seen }: Outsiders & { readonly account: string },
  params: Params,
): Pick<Hit, 'points' | 'summary'> {
  const { elsewhere, inside, lately, swapped } = params;
  const who = event.actor.kind === 'account' ? 'the account' : `account ${account}`;
  if (seen) return { points: lately, summary: `${who} is an outsider seen only lately` };
  if (others.length > 0) {
    const usual = `the role is only assumed from ${listed(others)}`;
    return { points: swapped, summary: `${usual}, and ${who} is not one of yours` };
  }
  if (facts.organisation.view('outsider', account).knows('seen', SEEN)) {
    return { points: elsewhere, summary: `${who} is a known outsider, and never assumed this role` };
  }
  const never = `${who} is not one of yours and was never seen before`;
  if (!isInside(facts)) return { points: ofNobody(event, facts, params), summary: never };
  const { days } = facts.role;
  return { points: inside, summary: `${never}, and no outsider assumed the role in ${days} active days` };
}

/**
 * For an account that is known in this role: a vendor recreates its roles, or moves, and seldom both at once. A principal with a
 * history of its own is judged by that (`key-out-of-place`).
 */
function fromElsewhere(event: StsEvent, { actor, organisation, role }: Facts, points: number): Verdict {
  const network = event.origin.kind === 'ip' ? event.origin.network : undefined;
  if (network === undefined || network.kind === 'own' || actor.covered || !role.covered) return undefined;
  const isNew = (dimension: Dimension, value: string) => role.novelty(dimension, value) === 'new';
  if (!isNew('caller', callerValue(event)) || !isNew(network.dimension, network.key)) return undefined;
  if (organisation.knows('network', network.key)) return undefined;
  const { accountId: account = '' } = event.actor;
  const what = 'another principal of that account, from another network';
  const usual = listed(role.seen(network.dimension).map(networkName));
  return {
    points,
    summary: `${what}; the role was only ever assumed from ${usual}`,
    evidence: { account, role: event.role?.arn ?? '', network: network.key, usual },
  };
}

/** A stranger by configuration who becomes administrator with nothing but the trust: vendors ask for less, and pass an id. */
function ofNobody(
  { actor, request, role }: StsEvent,
  { settings }: Facts,
  { admin, points }: Params,
): number {
  if (role === undefined || settings.role(role).sensitivity !== 'admin') return points;
  const configured = settings.account(actor.accountId ?? '') === 'stranger';
  return configured && request.externalIdHash === undefined ? admin : points;
}
