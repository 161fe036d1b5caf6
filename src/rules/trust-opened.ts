import * as z from 'zod';
import type { RoleRef, StsEvent } from '../core/event/event.ts';
import type { Trusted } from '../core/event/trust.ts';
import type { Facts } from '../core/facts/facts.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { SEEN } from '../core/history/habit.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  everybody: points(90, 'Points for a role that whoever has an AWS account may assume.'),
  tenants: points(85, 'Points for a role that every customer of an OIDC provider may assume.'),
  owner: points(60, 'Points for an owner at such a provider whom nobody in the organisation knows.'),
  firstOwner: points(40, 'Points for the same at a provider that nobody in the organisation used before.'),
  account: points(45, 'Points for an account that nobody in the organisation knows.'),
  admin: points(60, 'Points for the same on a role that can do everything.'),
});
type Params = z.infer<typeof PARAMS>;

/** What is wrong with one of those let in. */
interface Opening {
  readonly points: number;
  readonly who: string;
}

export default defineRule({
  id: 'trust-opened',
  title: 'A role was opened to everybody, or to somebody whom nobody here knows',
  family: 'misuse',
  why: 'A trust policy that lets the thief in is a way back that outlives every key: the most common backdoor in AWS.',
  blindSpots: [
    'Feeds without calls of IAM: without sessions: watch only the role’s use is seen, by `unknown-account`, `oidc-subject` and `oidc-provider-new`.',
    'A condition on another organisation’s id (aws:PrincipalOrgID), or on ids of repositories and users: whose they are, nobody can tell.',
    'A provider or cluster that the thief has made, and SAML: `identity-provider-changed` judges the provider, `oidc-provider-new` and `rogue-saml-provider` the first use.',
    'Another user, role, repository or branch of an account or owner that is known here, and a known vendor’s account on another role.',
    'A policy that was refused, and what a role template (AcquireRole) or account access manager (CreateEntitlement) gives: `service-takes-role` judges its use.',
  ],
  falsePositives: [
    'A new vendor: name its account under organisation.trusted before.',
    'A second organisation of yours at GitHub and the like: name its subjects under identity.subjects.',
    'A new account of the organisation, before anything was seen of it: name it under organisation.accounts.',
    'A role that is meant for everybody.',
  ],
  ask: 'Ask whoever made the call, over another channel, whether the role is meant for whom it now lets in.',
  respond: [
    'If nobody knows, put the earlier trust policy back, and end the role’s sessions.',
    'Look for other roles that the same caller has changed or made.',
  ],
  attack: ['T1098.003', 'T1484.002', 'T1199'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  ],
  on: 'watched',
  params: PARAMS,
  detect(event, facts, params) {
    const { actor, eventName, outcome, trust } = event;
    // records of before 2014 name no recipient
    const account = event.recipientAccountId ?? actor.accountId;
    if (trust === undefined || outcome !== 'success' || account === undefined) return undefined;
    if (actor.kind === 'service' || actor.serviceLinked) return undefined;
    const role = roleOf(account, trust.roleName);
    const found = trust.lets.map((one) => openingOf(one, role, facts, params));
    const worst = found
      .filter((one) => one !== undefined && one !== 'unknown')
      .reduce<Opening | undefined>((most, one) => (one.points > (most?.points ?? 0) ? one : most), undefined);
    if (worst === undefined) return found.includes('unknown') ? { unknown: 'history' } : undefined;
    return hit(event, role, worst, eventName);
  },
});

function hit({ trust }: StsEvent, role: RoleRef, { points: given, who }: Opening, call: string): Verdict {
  const made = call === 'CreateRole' ? 'the new role' : 'role';
  return {
    points: given,
    summary: `${made} ${quoted(role.name)} may now be assumed by ${who}`,
    evidence: { call, role: role.arn, who, openTo: trust?.lets.length ?? 0 },
  };
}

function roleOf(accountId: string, name: string): RoleRef {
  return { arn: `arn:aws:iam::${accountId}:role/${name}`, accountId, name };
}

function openingOf(
  one: Trusted,
  role: RoleRef,
  facts: Facts,
  params: Params,
): Opening | 'unknown' | undefined {
  switch (one.kind) {
    case 'everybody':
      return { points: params.everybody, who: 'everybody who has an AWS account' };
    case 'account':
      return ofAccount(one.name, role, facts, params);
    case 'issuer':
      return ofTenant(one, role, facts, params);
  }
}

function ofAccount(id: string, role: RoleRef, { organisation, settings }: Facts, params: Params) {
  const standing = settings.account(id);
  if (id === role.accountId || standing === 'own' || standing === 'trusted' || organisation.owns(id))
    return undefined;
  if (organisation.view('outsider', id).knows('seen', SEEN)) return undefined;
  if (standing === 'unknown' && !organisation.covered) return 'unknown';
  const admin = settings.role(role).sensitivity === 'admin';
  return {
    points: admin ? params.admin : params.account,
    who: `account ${id}, which nobody in the organisation knows`,
  };
}

function ofTenant({ name, owner, subject }: Trusted, role: RoleRef, facts: Facts, params: Params) {
  const { organisation, settings } = facts;
  if (subject !== undefined && settings.expects(role, subject) === true) return undefined;
  if (owner === undefined) {
    const by = subject === undefined ? 'no condition on whose it is' : `the subject ${quoted(subject)}`;
    return { points: params.tenants, who: `anybody at ${name} (the policy has ${by})` };
  }
  if (organisation.holders('owner', owner).length > 0) return undefined;
  if (!organisation.covered) return 'unknown';
  const used = organisation.holders('issuer', name).length > 0;
  return {
    points: used ? params.owner : params.firstOwner,
    who: `${quoted(owner)} at ${name}, whom nobody in the organisation knows`,
  };
}
