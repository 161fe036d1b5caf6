import { z } from 'zod';
import { providerName } from '../core/organisation.ts';
import { isPermissionSet } from '../core/role-names.ts';
import { grantedRole, quoted } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'rogue-saml-provider',
  title: 'A role was taken through a SAML provider that it never had',
  family: 'misuse',
  why: 'A SAML provider that a thief has created signs them in as anybody, whatever the real directory says.',
  blindSpots: [
    'A golden SAML assertion: the right provider, a stolen key. Only place and habits can tell.',
    'A provider that was replaced under the same name.',
  ],
  falsePositives: ['A move to another identity provider: name it under identity.samlProviders.'],
  respond: [
    'Look up who created or changed the provider (CreateSAMLProvider, UpdateSAMLProvider).',
    'If nobody knows it, end the sessions, delete the provider, and look for who could create it.',
  ],
  attack: ['T1484.002', 'T1606.002', 'T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1606/002/'],
  on: ['AssumeRoleWithSAML'],
  params: z.strictObject({
    points: points(75, 'Points for a role with history, or a provider outside identity.samlProviders.'),
    uncovered: points(45, 'Points for a role without history, if nobody here used the provider.'),
  }),
  detect(event, facts, params) {
    const { federation, role } = event;
    const provider = federation?.providerArn;
    if (!grantedRole(event) || role === undefined || provider === undefined) return undefined;
    // AWS alone writes the trust of a permission set's role. A namesake elsewhere is a role like others.
    if (isPermissionSet(role.arn)) return undefined;
    const configured = facts.settings.provider('saml', provider);
    if (configured === true || facts.role.saw('provider', provider)) return undefined;
    const evidence = { role: role.arn, provider, configured: configured === false };
    const said = `${role.name} was taken through the SAML provider ${quoted(provider.split('/').at(-1), 64)}`;
    if (configured === false) {
      return { points: params.points, summary: `${said}, which is not one of yours`, evidence };
    }
    if (facts.organisation.holders('provider', providerName(provider)).length > 0) return undefined;
    if (facts.role.covered) {
      return { points: params.points, summary: `${said}, for the first time`, evidence };
    }
    if (!facts.organisation.covered) return { unknown: facts.role.reason };
    return { points: params.uncovered, summary: `${said}, which nobody here used before`, evidence };
  },
});
