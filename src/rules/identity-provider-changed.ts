import * as z from 'zod';
import { isEksIssuer } from '../core/event/eks.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { ProviderChange } from '../core/event/provider-change.ts';
import { sharedIssuer } from '../core/event/shared-issuers.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isUsedForDays } from '../core/facts/issuer-use.ts';
import { arnAccount, providerName } from '../core/facts/organisation.ts';
import { isStrangeCall } from '../core/facts/strange-place.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  identityCenter: points(90, 'Points for a SAML provider of Identity Center that AWS did not change.'),
  outside: points(70, 'Points for a new provider outside identity.samlProviders or identity.oidcIssuers.'),
  strange: points(
    70,
    'Points for a provider that is changed or new, whatever its name, by a call from a strange place.',
  ),
  points: points(45, 'Points for the same from a known place.'),
});
type Params = z.infer<typeof PARAMS>;

/** Providers that Identity Center makes, one in each account. */
const IDENTITY_CENTER = /^AWSSSO_\w+_DO_NOT_DELETE$/;

export default defineRule({
  id: 'identity-provider-changed',
  title: 'An identity provider was changed, or one was added that nobody here used',
  family: 'misuse',
  why: 'Whoever holds the keys of a SAML or OIDC provider, or of a trust anchor’s certificate authority, signs in as anybody to every role that trusts it, whatever passwords and keys are changed.',
  blindSpots: [
    'Feeds without calls of IAM and Roles Anywhere: without sessions: watch only the first use is seen, by `rogue-saml-provider`, `oidc-provider-new` and `certificate-takes-role`.',
    'A SAML provider that is added from a known place, named like one that the organisation uses: in an account that had none, or after a deletion.',
    'An EKS cluster, and issuers that many share (GitHub, GitLab …): any of them may be yours. `oidc-provider-new` and `trust-opened` judge who is let in.',
    'Another audience or thumbprint of an OIDC provider: neither lets in another issuer.',
    'A trust anchor with a private certificate authority of AWS in an account of yours, and one that is switched on again.',
    'The place of code in a cloud, and of pipelines, that never called STS.',
    'Identity Center’s own identity source, and a call that was refused.',
  ],
  falsePositives: [
    'The renewal of a SAML provider’s certificate, and of a trust anchor’s: below an alert from a known place, whatever the document says. Its issuer is the thief’s to write.',
    'A change in CloudShell, whose address is new each time, or on a journey: with an alert.',
    'A first build service, directory or certificate authority: name it under identity.oidcIssuers or identity.samlProviders before.',
  ],
  ask: 'Ask whoever made the call, over another channel, whether they changed it.',
  respond: [
    'If nobody did, put the earlier metadata back, or delete the provider or trust anchor.',
    'Look at which roles trust it, and end the sessions that it has signed in since.',
  ],
  attack: ['T1484.002', 'T1098.001', 'T1606.002'],
  references: [
    'https://attack.mitre.org/techniques/T1484/002/',
    'https://stratus-red-team.cloud/attack-techniques/AWS/aws.persistence.rolesanywhere-create-trust-anchor/',
  ],
  on: 'watched',
  params: PARAMS,
  detect(event, facts, params) {
    const { actor, eventName, outcome, provider } = event;
    if (provider === undefined || outcome !== 'success') return undefined;
    if (actor.kind === 'service' || actor.serviceLinked) return undefined;
    const found = standing(provider, event, facts);
    if (found === undefined) return undefined;
    if (found === 'unknown') return { unknown: 'history' };
    const isStrange = isStrangeCall(event, facts);
    if (found === 'named' && !isStrange) return undefined;
    const { points: given, said } = worth(found, isStrange, params);
    const { authority, kind, name } = provider;
    return {
      points: given,
      summary: `${whatChanged(provider)}${said}`,
      evidence: { call: eventName, kind, provider: name, ...(authority === undefined ? {} : { authority }) },
    };
  },
});

/**
 * `changed`: whose its keys are, nobody can tell; `outside`: not among those that are configured; `named`: it is new, and
 * named like one of ours, as after a deletion.
 */
type Found = 'identity-center' | 'outside' | 'changed' | 'named' | 'new';
type Standing = Found | 'unknown' | undefined;

function standing(provider: ProviderChange, event: StsEvent, facts: Facts): Standing {
  switch (provider.kind) {
    case 'saml':
      return ofSaml(provider, facts);
    case 'oidc':
      return ofOidc(provider, facts);
    case 'anchor':
      return ofAnchor(provider, event, facts);
  }
}

function ofSaml({ isNew, name: arn }: ProviderChange, { organisation, settings }: Facts): Standing {
  const name = providerName(arn);
  if (IDENTITY_CENTER.test(name)) return 'identity-center';
  if (!isNew) return 'changed';
  const configured = settings.provider('saml', arn);
  if (configured === false) return 'outside';
  if (configured === true || organisation.holders('provider', name).length > 0) return 'named';
  return organisation.covered ? 'new' : 'unknown';
}

function ofOidc({ name: issuer }: ProviderChange, { organisation, settings }: Facts): Standing {
  const configured = settings.provider('oidc', issuer);
  if (configured === true || isEksIssuer(issuer)) return undefined;
  if (configured === false) return 'outside';
  if (sharedIssuer(issuer) !== undefined || isUsedForDays(issuer, organisation)) return undefined;
  return organisation.covered ? 'new' : 'unknown';
}

/** Only of an authority of AWS the account says whose it is. */
function ofAnchor({ authority, isNew }: ProviderChange, event: StsEvent, facts: Facts): Standing {
  const { organisation, settings } = facts;
  const account = arnAccount(authority);
  const here = event.recipientAccountId ?? event.actor.accountId;
  if (account === undefined) return 'changed';
  const standing = settings.account(account);
  if (account === here || standing === 'own' || standing === 'trusted' || organisation.owns(account))
    return undefined;
  if (standing === 'unknown' && !organisation.covered) return 'unknown';
  return isNew ? 'new' : 'changed';
}

function worth(found: Found, isStrange: boolean, params: Params) {
  if (found === 'identity-center') {
    return { points: params.identityCenter, said: ', which only Identity Center itself does' };
  }
  if (found === 'outside') return { points: params.outside, said: ', which is not one of yours' };
  const known = found === 'new' ? ', which nobody in the organisation used before' : '';
  if (!isStrange) return { points: params.points, said: known };
  return { points: params.strange, said: `${known}, from a strange place` };
}

function whatChanged({ authority, isNew, kind, name }: ProviderChange): string {
  switch (kind) {
    case 'oidc':
      return `the OIDC provider ${quoted(name)} was added`;
    case 'saml': {
      const of = authority === undefined ? '' : `, of ${quoted(authority)}`;
      const done = isNew ? 'was added' : 'got other metadata';
      return `the SAML provider ${quoted(providerName(name), 64)} ${done}${of}`;
    }
    case 'anchor': {
      const whose =
        authority === undefined ? 'certificates of its own' : `the authority ${quoted(authority)}`;
      return `the trust anchor ${quoted(name, 64)} ${isNew ? 'was added' : 'was changed'}, with ${whose}`;
    }
  }
}
