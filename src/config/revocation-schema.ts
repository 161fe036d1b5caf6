import * as z from 'zod';
import { ACTION_MODES } from '../core/action/acting.ts';
import { DEFAULT_TAGS } from '../core/action/eligible.ts';
import { isArmed, modesOf } from './modes.ts';
import { ruleId } from './rule-schemas.ts';
import { spokeSchema } from './spoke-schema.ts';
import { account, principalGlob, roleGlob, secretName } from './texts.ts';

const NO_SOURCE = 'expected the ARN of a queue, stream, topic, log group or bucket, or events.amazonaws.com';
const mode = z
  .enum(ACTION_MODES)
  .describe('off: never. shadow: says what it would do. confirm: waits for approval. auto: acts.');
const source = z
  .string()
  .max(512)
  .regex(/^(?:arn:aws[a-z-]*:(?:sqs|kinesis|sns|s3|logs|events):|events\.amazonaws\.com$)/, NO_SOURCE);
const count = z.number().int().min(0).max(1_000);
const tagKey = z.string().min(1).max(128);

const caps = z
  .strictObject({
    perRole: count.default(1).describe('Revocations per role in 30 minutes.'),
    perAccount: count.default(3).describe('Revocations per account in 10 minutes.'),
    perAccountDay: count.default(10).describe('Revocations per account and day.'),
    perHour: count.default(10).describe('Revocations of this Rolewarden in an hour, over all accounts.'),
    reserved: count.default(1).describe('Kept for critical roles per 10 minutes: decoys cannot use it up.'),
  })
  .prefault({})
  .describe(
    'The most that is revoked without approval. Anything above waits for approval, and opens the breaker.',
  );

const tags = z
  .strictObject({
    revocable: tagKey
      .default(DEFAULT_TAGS.revocable)
      .describe('A role or user with this tag set to true may be revoked in auto.'),
    protected: tagKey
      .default(DEFAULT_TAGS.protected)
      .describe('A role or user with this tag is never touched, unless it says false.'),
  })
  .prefault({})
  .describe('Tags, read from IAM at the moment of acting.');

const audit = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .refine(isPlace, 'expected a folder, or s3://bucket/prefix')
      .optional()
      .describe(
        'One JSON document per action, written before it: a folder, relative to the configuration file, or s3://bucket/prefix.',
      ),
  })
  .prefault({})
  .describe('Without a place to write to there are no actions.');

/** The `revocation` section: which sessions may be ended, and how. By default, none are. */
export const revocationSchema = z
  .strictObject({
    mode: mode.default('shadow'),
    enabled: z
      .boolean()
      .default(true)
      .describe('The kill switch: false stops every action, whatever else is set.'),
    accounts: z
      .record(account, mode)
      .default({})
      .describe('Another mode for an account, more or less careful; off in general stays off.'),
    rules: z
      .record(ruleId, mode)
      .default({})
      .describe(
        'A more careful mode for findings that rest on a rule, by its id. It never arms more than the account’s.',
      ),
    protected: z
      .array(principalGlob)
      .default([])
      .describe(
        'Role and user ARNs that are never touched; break-glass roles and Rolewarden’s own never are.',
      ),
    optIn: z
      .boolean()
      .default(true)
      .describe(
        'auto acts only on roles that carry the tag revocable. false: on all that are not protected.',
      ),
    serviceHeld: z
      .array(roleGlob)
      .default([])
      .describe(
        'Role ARNs whose sessions may be ended though an AWS service holds them: the workload stops.',
      ),
    scope: z
      .enum(['session', 'role'])
      .default('session')
      .describe(
        'session: the one session. role: every session of the role issued up to then, legitimate ones included.',
      ),
    roleWide: z
      .array(roleGlob)
      .default([])
      .describe('Role ARNs whose sessions are all ended, whatever scope says.'),
    maxAge: z
      .number()
      .int()
      .min(60)
      .max(3_600)
      .default(900)
      .describe('Seconds after the event in which Rolewarden acts by itself.'),
    trusted: z
      .array(source)
      .default([])
      .describe(
        'ARNs of the queues, streams, topics and buckets whose events may trigger revocations; events.amazonaws.com is an EventBridge rule whose target is the Lambda function itself. All others only alert.',
      ),
    spoke: spokeSchema,
    tags,
    caps,
    audit,
    signingKeys: z
      .array(secretName)
      .max(2)
      .default([])
      .describe(
        `Sign the records of revocations in Redis (HMAC-SHA256), so that nobody makes one up: \${env:NAME}, for workers and commands alike. The first signs, each is accepted.`,
      ),
  })
  .refine((r) => r.audit.folder !== undefined || !isArmed(modesOf(r)), {
    message: 'confirm and auto need audit.folder: no action without a record of it',
    path: ['audit'],
  })
  .prefault({})
  .describe('Ending sessions. By default Rolewarden only says what it would have ended.');

function isPlace(text: string): boolean {
  return !text.startsWith('s3:') || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(text);
}
