import * as z from 'zod';
import { account, globText, nameText, roleGlob, samlProviderGlob } from './texts.ts';

const cidr = z.union([z.cidrv4(), z.cidrv6()], 'expected a CIDR block such as 203.0.113.0/24');

/** Shortest prefixes of own networks: nobody owns larger ones, and an own address is never judged by its place. */
const LEAST_BITS = { v4: 8, v6: 16 };
const ownCidr = cidr.refine(
  (text) => Number(text.split('/')[1]) >= (text.includes(':') ? LEAST_BITS.v6 : LEAST_BITS.v4),
  `too wide for a network of your own: /${LEAST_BITS.v4} at least, /${LEAST_BITS.v6} for IPv6`,
);

const BOTH = 'is among organisation.accounts, too: it is yours, or an outsider';

/** The `organisation` section: its accounts, outside parties and networks. */
export const organisationSchema = z
  .strictObject({
    accounts: z.array(account).default([]).describe('The accounts of the organisation.'),
    trusted: z
      .array(
        z.strictObject({
          account: account.describe('Its id: 12 digits, quoted in YAML.'),
          name: nameText.describe('Shown in findings.'),
          externalId: z
            .boolean()
            .optional()
            .describe('true: it must always pass an external id. Left out: expected if it always did.'),
        }),
      )
      .default([])
      .describe('Outside accounts that may assume roles here: vendors, partners.'),
    networks: z
      .array(
        z.strictObject({
          name: nameText.describe('Shown in findings. All its blocks count as one network.'),
          cidr: z.array(ownCidr).min(1).describe('CIDR blocks, such as 203.0.113.0/24.'),
        }),
      )
      .default([])
      .describe('Own networks: they win over every list, and keep their place.'),
  })
  .superRefine(({ accounts, trusted }, context) => {
    for (const [at, { account: id }] of trusted.entries()) {
      if (accounts.includes(id))
        context.addIssue({ code: 'custom', path: ['trusted', at, 'account'], message: BOTH });
    }
  })
  .prefault({})
  .describe(
    'What belongs to you. Without it Rolewarden learns what it can and answers unknown for the rest.',
  );

/** The `roles` section: how much roles can do, and what they are for. */
export const rolesSchema = z
  .strictObject({
    admin: z.array(roleGlob).default([]).describe('Role ARNs that can do everything.'),
    power: z.array(roleGlob).default([]).describe('Role ARNs that can do much.'),
    ordinary: z
      .array(roleGlob)
      .default([])
      .describe(
        'Role ARNs that are neither powerful nor for emergencies, although their names sound like it.',
      ),
    breakGlass: z
      .array(roleGlob)
      .optional()
      .describe(
        'Emergency roles: every use alerts, drills included. A list, even an empty one, replaces recognition by name; left out: names such as break-glass and emergency count.',
      ),
    decoy: z.array(roleGlob).default([]).describe('Roles that nobody has a reason to touch.'),
    blocked: z.array(roleGlob).default([]).describe('Roles that nobody may assume any more.'),
  })
  .prefault({})
  .describe('Roles by ARN glob. What is not named here is judged by the role’s own name.');

/** The `identity` section: the identity providers that are trusted, and whom they may let into a role. */
export const identitySchema = z
  .strictObject({
    directories: z
      .enum(['one', 'separate'])
      .default('one')
      .describe(
        'separate: people of Identity Center and of each SAML provider are different people, even with the same name.',
      ),
    samlProviders: z
      .array(samlProviderGlob)
      .default([])
      .describe('SAML provider ARNs that you run. Left out: those that were seen for days.'),
    oidcIssuers: z
      .array(globText.refine((text) => !text.includes('://'), 'write host and path, without https://'))
      .default([])
      .describe('OIDC issuers (host and path) that you trust. Left out: those that were seen for days.'),
    subjects: z
      .array(
        z.strictObject({
          role: roleGlob.describe('Role ARN.'),
          allow: z
            .array(globText)
            .min(1)
            .describe(
              'OIDC subjects such as repo:acme/shop:ref:refs/heads/main; it also matches with GitHub’s ids behind the names.',
            ),
        }),
      )
      .default([])
      .describe('The OIDC subjects that a role expects. Left out: what the role learned.'),
  })
  .prefault({})
  .describe('Where identities come from.');
