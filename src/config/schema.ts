import { z } from 'zod';
import { isZone } from '../core/zone.ts';
import { alertsSchema } from './alerts-schema.ts';
import { quarantineSchema } from './quarantine-schema.ts';
import { revocationSchema } from './revocation-schema.ts';
import { RULE_SCHEMAS } from './rule-schemas.ts';
import { storeSchema } from './store-schema.ts';

const ACCOUNT = 'an AWS account id is a text of 12 digits; quote it in YAML';
const account = z.string(ACCOUNT).regex(/^\d{12}$/, ACCOUNT);
const cidr = z.union([z.cidrv4(), z.cidrv6()], 'expected a CIDR block such as 203.0.113.0/24');
const globText = z.string().min(1).max(256).describe('Glob: * is any run of characters, ? is one.');
const hours = z
  .string()
  .regex(/^([01]\d|2[0-4])-([01]\d|2[0-4])$/, 'expected two hours such as 08-18')
  .describe('Working hours [from, to) in the zone; 22-06 wraps midnight.');

const organisation = z
  .strictObject({
    accounts: z.array(account).default([]).describe('The accounts of the organisation.'),
    trusted: z
      .array(
        z.strictObject({
          account,
          name: z.string().min(1).max(80),
          externalId: z
            .boolean()
            .optional()
            .describe('true: it must always give an external id. Left out: what it always did is expected.'),
        }),
      )
      .default([])
      .describe('Outside accounts that may assume roles here: vendors, partners.'),
    networks: z
      .array(z.strictObject({ name: z.string().min(1).max(80), cidr: z.array(cidr).min(1) }))
      .default([])
      .describe('Own networks: they win over every list, and keep their place.'),
  })
  .prefault({})
  .describe(
    'What belongs to you. Without it Rolewarden learns what it can and answers unknown for the rest.',
  );

const roles = z
  .strictObject({
    admin: z.array(globText).default([]).describe('Role ARNs that can do everything.'),
    power: z.array(globText).default([]).describe('Role ARNs that can do much.'),
    ordinary: z
      .array(globText)
      .default([])
      .describe('Role ARNs whose names sound worse than they are: powerful, or for emergencies.'),
    breakGlass: z
      .array(globText)
      .optional()
      .describe(
        'Emergency roles: every use alerts, drills included. A list, also an empty one, stands instead of what names say; left out: names such as break-glass and emergency.',
      ),
    decoy: z.array(globText).default([]).describe('Roles that nobody has a reason to touch.'),
    blocked: z.array(globText).default([]).describe('Roles that nobody may take any more.'),
  })
  .prefault({})
  .describe('Roles by ARN glob. What is not named here is judged by the role’s own name.');

const schedule = z.strictObject({
  name: z.string().min(1).max(80).describe('Shown in findings.'),
  match: globText.describe('Glob over the actor’s key, name or ARN, or the role’s ARN; first match wins.'),
  zone: z.string().refine(isZone, 'not an IANA time zone such as Europe/Berlin').describe('IANA time zone.'),
  hours,
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .default([1, 2, 3, 4, 5])
    .describe('ISO weekdays, 1 = Monday.'),
  holidays: z.array(z.iso.date()).default([]).describe('Local dates, YYYY-MM-DD.'),
});

const identity = z
  .strictObject({
    directories: z
      .enum(['one', 'separate'])
      .default('one')
      .describe(
        'separate: people of Identity Center and of each SAML provider are others, though named alike.',
      ),
    samlProviders: z
      .array(globText)
      .default([])
      .describe('SAML provider ARNs that you run. Left out: those that were seen for days.'),
    oidcIssuers: z
      .array(globText)
      .default([])
      .describe('OIDC issuers (host and path) that you trust. Left out: those that were seen for days.'),
    subjects: z
      .array(
        z.strictObject({
          role: globText.describe('Role ARN.'),
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

const maintenance = z
  .strictObject({
    id: z.string().min(1).max(80),
    actor: globText.optional().describe('Glob over the actor’s key, name or ARN.'),
    role: globText.optional().describe('Glob over the role’s ARN.'),
    from: z.iso.datetime({ offset: true }).describe('ISO 8601 with Z or an offset.'),
    until: z.iso.datetime({ offset: true }),
    reason: z.string().min(3).max(400).describe('The change or the grant that is behind it.'),
  })
  .refine(
    (m) => m.actor !== undefined || m.role !== undefined,
    'needs an actor or a role: it would hide everything',
  )
  .refine((m) => Date.parse(m.from) < Date.parse(m.until), 'must end after it begins');

const list = z.strictObject({
  name: z.string().min(1).max(80),
  path: z.string().min(1).describe('File; relative to the configuration file.'),
  kind: z.enum(['threat', 'tor', 'vpn', 'proxy']),
  format: z
    .enum(['plain', 'netset', 'spamhaus', 'ipsum', 'aws'])
    .optional()
    .describe('Read from the content if left out.'),
  minCount: z.number().int().min(1).optional().describe('ipsum only: addresses on at least this many lists.'),
});

const databases = z
  .strictObject({
    city: z.string().optional().describe('GeoIP2/GeoLite2 City.'),
    country: z.string().optional().describe('GeoIP2/GeoLite2 Country or any database with country_code.'),
    asn: z.string().optional().describe('GeoLite2 ASN or the like.'),
    anonymous: z.string().optional().describe('GeoIP2 Anonymous IP.'),
  })
  .prefault({})
  .describe(
    'MaxMind databases, relative to the configuration file. Embedded country and ASN data are the default.',
  );

const threshold = z.number().int().min(1).max(100);
const scoring = z
  .strictObject({
    thresholds: z
      .strictObject({
        low: threshold.default(20),
        medium: threshold.default(40),
        high: threshold.default(70).describe('Alert.'),
        critical: threshold.default(90).describe('Revocation may be considered.'),
      })
      .prefault({})
      .refine(
        (t) => t.low < t.medium && t.medium < t.high && t.high < t.critical,
        'must rise: low < medium < high < critical',
      ),
    caps: z
      .strictObject({
        reputation: threshold.default(30),
        timing: threshold.default(20),
        sensitivity: threshold.default(25),
        behaviour: threshold.default(25),
        misuse: threshold.default(100),
      })
      .prefault({})
      .describe('The most that one family of signals may add.'),
    learnBelow: threshold.default(40).describe('Below this score an event teaches at once.'),
  })
  .prefault({})
  .refine((s) => s.learnBelow <= s.thresholds.high, 'learnBelow must not be above thresholds.high');

const suppression = z
  .strictObject({
    id: z.string().min(1).max(80),
    actor: globText.optional().describe('Glob over the actor’s key, name or ARN.'),
    role: globText.optional().describe('Glob over the role’s ARN.'),
    rules: z
      .array(z.string())
      .default([])
      .describe('Rule ids; empty means all. Never takes a conclusive signal away.'),
    until: z.iso.date().describe('The first day on which it no longer applies (UTC).'),
    reason: z.string().min(3).max(400),
  })
  .refine(
    (s) => s.actor !== undefined || s.role !== undefined,
    'needs an actor or a role: it would hide everything',
  );

/** The whole configuration: strict everywhere, so that a typing error is never silently ignored. */
export const configSchema = z.strictObject({
  organisation,
  roles,
  schedules: z
    .array(schedule)
    .default([])
    .describe('Working hours; without a match the actor’s learned hours count.'),
  databases,
  awsRanges: z.string().optional().describe('AWS ip-ranges.json, relative to the configuration file.'),
  lists: z.array(list).default([]).describe('Reputation lists; fetching them is your cron.'),
  rules: RULE_SCHEMAS,
  scoring,
  suppressions: z.array(suppression).default([]),
  maintenance: z
    .array(maintenance)
    .default([])
    .describe('Windows of announced work, and just-in-time grants: they take what a suppression takes.'),
  identity,
  sessions: z
    .enum(['off', 'watch'])
    .default('off')
    .describe('watch: calls of other services made with temporary credentials are read for token reuse.'),
  self: z
    .array(globText)
    .default(['*rolewarden*', '*Rolewarden*'])
    .describe(
      'Names and ARNs of Rolewarden’s own resources: a change of them is reported (sessions: watch).',
    ),
  store: storeSchema,
  alerts: alertsSchema,
  quarantine: quarantineSchema,
  revocation: revocationSchema,
});

/** A configuration with every default filled in. */
export type Config = z.infer<typeof configSchema>;
