import * as z from 'zod';
import { isEksIssuer } from '../core/event/eks.ts';
import type { StsEvent } from '../core/event/event.ts';
import { signerOf } from '../core/event/signer.ts';
import { isCustomerIssuer } from '../core/facts/customer.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isUsedForDays } from '../core/facts/issuer-use.ts';
import { grantedRole } from '../core/facts/who.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

type Params = Readonly<
  Record<'points' | 'organisation' | 'first' | 'clusterInPlace' | 'clusterInAws', number>
>;

export default defineRule({
  id: 'oidc-provider-new',
  title: 'A role was assumed through an OIDC provider never used for it',
  family: 'misuse',
  why: 'Whoever can create an OIDC provider and add it to a trust policy can return at any time, with tokens they sign themselves.',
  blindSpots: [
    'A provider that the role already uses, with another audience or thumbprint.',
    'A thief’s own EKS cluster, with a service account named like one of the role’s: it weighs as a cluster that was replaced.',
    'A thief’s provider that was used for a week in roles of the thief’s own, which score little.',
    'An EKS cluster, or a provider that others here have used for days, on a role that no provider ever led to: the answer is unknown. Of pipelines `oidc-subject` then judges the owner.',
  ],
  falsePositives: [
    'A new build service, until it is named under identity.oidcIssuers: what alerts is never learned automatically. Accepting a finding teaches one role.',
    'The role of an app that only developers assumed before its users could sign in: `rolewarden baseline accept` the finding.',
    'A replaced Kubernetes cluster: its issuer changes, its service accounts do not. If they do: name the issuer under identity.oidcIssuers.',
  ],
  ask: 'Ask whoever manages IAM in the account whether the provider is theirs.',
  respond: [
    'Look up who created the provider (CreateOpenIDConnectProvider) and changed the trust policy.',
    'If nobody knows it, delete the provider.',
  ],
  attack: ['T1484.002', 'T1199', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html'],
  on: ['AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(
      70,
      'Points for a role with history, one where anybody may sign up, or one outside identity.oidcIssuers.',
    ),
    organisation: points(
      25,
      'Points if others here have used the provider for days, or the role has no history.',
    ),
    first: points(
      45,
      'Points if nobody here has used the provider for days, and no other ever led to the role.',
    ),
    clusterInPlace: points(
      15,
      'Points for a new EKS cluster with a known service account, from a known address.',
    ),
    clusterInAws: points(30, 'Points for the same from another AWS address.'),
  }),
  detect(event, facts, params) {
    const { federation, role } = event;
    const issuer = federation?.issuer;
    if (!grantedRole(event) || role === undefined || issuer === undefined) return undefined;
    const configured = facts.settings.provider('oidc', issuer);
    if (configured === true && (isPeoples(facts.role) || !isOpenDoor(issuer, facts.role))) return undefined;
    // a role without history, too, knows what a person has accepted
    if (facts.role.knows('provider', issuer)) return undefined;
    const evidence = { role: role.arn, issuer, configured: configured === false };
    const said = `through the OIDC provider ${quoted(issuer, 80)}`;
    if (configured === false && !isSwapped(event, issuer, facts)) {
      return { points: params.points, summary: `${said}, which is not one of yours`, evidence };
    }
    if (!facts.role.covered) {
      if (!isNewHere(issuer, facts.organisation)) return { unknown: facts.role.reason };
      const summary = `${said}, which nobody in the organisation has used for days`;
      return { points: params.organisation, summary, evidence };
    }
    if (facts.role.seen('provider').some((known) => signerOf(known) === signerOf(issuer))) return undefined;
    const given = worth(event, issuer, facts, params);
    if (given === undefined) return { unknown: 'habit' };
    return { points: given, summary: `${said}, for the first time`, evidence };
  },
});

function isNewHere(issuer: string, organisation: Facts['organisation']): boolean {
  return organisation.covered && !isUsedForDays(issuer, organisation);
}

/** Whether a cluster seems to have been replaced: a new EKS issuer, with a service account that the role knows. */
function isSwapped({ federation }: StsEvent, issuer: string, { role }: Facts): boolean {
  const unit = federation?.parsed?.unit;
  return isEksIssuer(issuer) && unit !== undefined && role.saw('unit', unit);
}

/**
 * Whether a role with a history, which was no app's, was now opened to a provider where anybody may sign up (Cognito). That
 * others here use that provider, or that it is configured, says nothing then: each of its users is in.
 */
function isOpenDoor(issuer: string, role: Facts['role']): boolean {
  return role.covered && isCustomerIssuer(issuer) && !role.seen('provider').some(isCustomerIssuer);
}

/** Whether a provider of people led to the role before: not of pipelines alone, which have owners, nor of clusters. */
function isPeoples(role: Facts['role']): boolean {
  return role.seen('owner').length === 0 && role.seen('provider').some((issuer) => !isEksIssuer(issuer));
}

/**
 * For a role with a history. Undefined on a role to which no provider ever led, where another of ours may well be the next.
 */
function worth(event: StsEvent, issuer: string, facts: Facts, params: Params): number | undefined {
  const { origin } = event;
  const { organisation, role } = facts;
  const before = role.seen('provider');
  if (isOpenDoor(issuer, role)) return params.points;
  if (before.length === 0) {
    const ours = isEksIssuer(issuer) || isUsedForDays(issuer, organisation);
    return ours ? undefined : params.first;
  }
  if (!isSwapped(event, issuer, facts)) {
    const others = organisation.used('issuer', issuer) && isUsedForDays(issuer, organisation);
    return others ? params.organisation : params.points;
  }
  if (origin.kind !== 'ip' || origin.network?.provider !== 'aws') {
    return origin.kind === 'ip' && origin.own === undefined ? params.points : params.clusterInPlace;
  }
  return organisation.view('address', origin.ip).days > 0 ? params.clusterInPlace : params.clusterInAws;
}
