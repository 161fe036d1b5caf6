import * as z from 'zod';
import { isZone } from '../core/time/zone.ts';
import { alertsSchema } from './alerts-schema.ts';
import { maintenanceSchema, suppressionSchema } from './context-schema.ts';
import { databasesSchema, listSchema } from './lookup-schema.ts';
import { identitySchema, organisationSchema, rolesSchema } from './own-schema.ts';
import { quarantineSchema } from './quarantine-schema.ts';
import { revocationSchema } from './revocation-schema.ts';
import { RULE_SCHEMAS } from './rule-schemas.ts';
import { storeSchema } from './store-schema.ts';
import { globText, nameText, ownName } from './texts.ts';

const hours = z
  .string()
  .regex(/^([01]\d|2[0-4])-([01]\d|2[0-4])$/, 'expected two hours such as 08-18')
  .refine(takesTime, 'ends when it begins; the whole day is 00-24')
  .describe('Working hours [from, to) in the zone; 22-06 wraps midnight.');

/** From `08` to `08` nobody would ever work, and neither from `24` to `00`. */
function takesTime(text: string): boolean {
  const [from = 0, to = 0] = text.split('-').map(Number);
  return text === '00-24' || from % 24 !== to % 24;
}

const schedule = z.strictObject({
  name: nameText.describe('Shown in findings.'),
  match: globText.describe(
    'Glob over the actor’s key, name or ARN (as for `suppressions`), or the role’s ARN; first match wins.',
  ),
  zone: z.string().refine(isZone, 'not an IANA time zone such as Europe/Berlin').describe('IANA time zone.'),
  hours,
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .default([1, 2, 3, 4, 5])
    .describe('ISO weekdays, 1 = Monday.'),
  holidays: z.array(z.iso.date()).default([]).describe('Local dates, YYYY-MM-DD.'),
});

const threshold = z.number().int().min(1).max(100);
const cap = (asks: string) => threshold.describe(`The most points for ${asks}.`);
const scoring = z
  .strictObject({
    thresholds: z
      .strictObject({
        low: threshold
          .default(20)
          .describe('A replay lists it only with a lower `--min-score` than the default, 40.'),
        medium: threshold.default(40).describe('Listed by a replay, and kept for `rolewarden explain`.'),
        high: threshold.default(70).describe('Alert.'),
        critical: threshold.default(90).describe('Revocation may be considered.'),
      })
      .prefault({})
      .refine(
        (t) => t.low < t.medium && t.medium < t.high && t.high < t.critical,
        'must rise: low < medium < high < critical',
      )
      .describe('The lowest score of each level.'),
    caps: z
      .strictObject({
        reputation: cap('what is known of the address and the program').default(30),
        timing: cap('when it was').default(20),
        sensitivity: cap('how much the session can do').default(25),
        behaviour: cap('what is new for the actor, the role or the organisation').default(25),
        misuse: cap('what is wrong by itself').default(100),
      })
      .prefault({})
      .describe('The most that one family of signals may add.'),
    learnBelow: threshold.default(40).describe('Below this score an event is learned at once.'),
  })
  .prefault({})
  .refine((s) => s.learnBelow <= s.thresholds.high, 'learnBelow must not be above thresholds.high')
  .describe('How points become levels, and what is learned.');

/** The whole configuration: strict everywhere, so that a typing error is never silently ignored. */
export const configSchema = z.strictObject({
  organisation: organisationSchema,
  roles: rolesSchema,
  schedules: z
    .array(schedule)
    .default([])
    .describe('Working hours; without a match the actor’s learned hours count.'),
  databases: databasesSchema,
  awsRanges: z.string().optional().describe('AWS ip-ranges.json, relative to the configuration file.'),
  lists: z.array(listSchema).default([]).describe('Reputation lists; you fetch them, for instance by cron.'),
  rules: RULE_SCHEMAS,
  scoring,
  suppressions: z
    .array(suppressionSchema)
    .default([])
    .superRefine(ownName('id', 'suppressions', ({ id }) => id))
    .describe('Known noise: its points do not count for a while, and findings say so.'),
  maintenance: z
    .array(maintenanceSchema)
    .default([])
    .describe('Maintenance windows and just-in-time grants: they remove the same points as a suppression.'),
  identity: identitySchema,
  sessions: z
    .enum(['off', 'watch'])
    .default('off')
    .describe(
      'watch: calls of other services made with temporary credentials are read for token reuse and for what a role’s sessions are used for, and calls that blind a detector, open a role or change an identity provider. With it the EventBridge rules of deploy/ and `provision` pass on changes, of whomever; all calls need a trail in S3, or a stream of all events.',
    ),
  self: z
    .array(globText)
    .default(['*rolewarden*', '*Rolewarden*'])
    .describe(
      'Names and ARNs of Rolewarden’s own resources: changes to them are reported (sessions: watch).',
    ),
  store: storeSchema,
  alerts: alertsSchema,
  quarantine: quarantineSchema,
  revocation: revocationSchema,
});

/** A configuration with every default filled in. */
export type Config = z.infer<typeof configSchema>;
