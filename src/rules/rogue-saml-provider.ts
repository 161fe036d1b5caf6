import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { isPermissionSet } from '../core/event/role-names.ts';
import type { Facts } from '../core/facts/facts.ts';
import { providerName } from '../core/facts/organisation.ts';
import { grantedRole } from '../core/facts/who.ts';
import { samlIssuerValue } from '../core/history/values.ts';
import { half } from '../core/history/view.ts';
import { listed, quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'rogue-saml-provider',
  title: 'A role was assumed through a SAML provider or issuer never used for it',
  family: 'misuse',
  why: 'A SAML provider that a thief has created signs them in as anybody, whatever the real directory says.',
  blindSpots: [
    'A golden SAML assertion: the right provider, a stolen key. Only place and habits can tell; of a key that the thief has put there `identity-provider-changed` can.',
    'A provider that was replaced under the same name, by one that calls itself as the old one did. Whoever can do that in an account of no importance can also sign in there as anybody, and teach that person’s habits a place within a week: `identity.directories: separate` tells people of SAML providers from those of Identity Center.',
  ],
  falsePositives: [
    'A move to another identity provider: name it under identity.samlProviders.',
    'An application that was created anew at the identity provider, and has another issuer: below an alert by itself.',
  ],
  ask: 'Ask whoever runs the identity provider whether the provider here, with the issuer that signs for it now, is their work.',
  respond: [
    'Look up who created or changed the provider (CreateSAMLProvider, UpdateSAMLProvider).',
    'If nobody knows it, delete the provider, and look for who could create it.',
  ],
  attack: ['T1484.002', 'T1606.002', 'T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1606/002/'],
  on: ['AssumeRoleWithSAML'],
  params: z.strictObject({
    points: points(75, 'Points for a role with history, or a provider outside identity.samlProviders.'),
    uncovered: points(45, 'Points for a role without history, if nobody here used the provider.'),
    issuer: points(45, 'Points for the usual provider with an issuer that the role never had.'),
  }),
  detect(event, facts, params) {
    const { federation, role } = event;
    const provider = federation?.providerArn;
    if (!grantedRole(event) || role === undefined || provider === undefined) return undefined;
    // Only AWS writes the trust policy of a permission set's role. Under another path the name means nothing.
    if (isPermissionSet(role.arn)) return undefined;
    const configured = facts.settings.provider('saml', provider);
    if (configured === true || facts.role.saw('provider', provider)) {
      return replaced(event, provider, facts, params.issuer);
    }
    const evidence = { role: role.arn, provider, configured: configured === false };
    const said = `through the SAML provider ${quoted(providerName(provider), 64)}`;
    if (configured === false) {
      return { points: params.points, summary: `${said}, which is not one of yours`, evidence };
    }
    if (facts.organisation.holders('provider', providerName(provider)).length > 0) return undefined;
    if (facts.role.covered) {
      return { points: params.points, summary: `${said}, for the first time`, evidence };
    }
    if (!facts.organisation.covered) return { unknown: facts.role.reason };
    return {
      points: params.uncovered,
      summary: `${said}, which nobody in the organisation used before`,
      evidence,
    };
  },
});

/** For a provider that is known: with a new issuer, its metadata have been replaced under the same name. */
function replaced(event: StsEvent, provider: string, { role: history }: Facts, points: number) {
  const value = samlIssuerValue(event);
  const { federation, role } = event;
  const before = history.known('provider').filter((known) => known.startsWith(`${provider}|`));
  if (value === undefined || before.length === 0) return undefined;
  const novelty = history.novelty('provider', value);
  if (novelty !== 'new' && novelty !== 'emerging') return undefined;
  const usual = listed(before.map((known) => known.slice(provider.length + 1)));
  const { issuer = '' } = federation ?? {};
  return {
    points: novelty === 'new' ? points : half(points),
    summary: `through the SAML provider ${quoted(providerName(provider), 64)}, signed by ${quoted(issuer, 80)} for the first time`,
    evidence: { role: role?.arn ?? '', provider, issuer, usual },
  };
}
