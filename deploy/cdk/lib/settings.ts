import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { partitionOf, regionOf } from './places.ts';

const DIGITS = 'expected a text of 12 digits, in quotes';
const account = z.string(DIGITS).regex(/^\d{12}$/, DIGITS);
const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1');

const organisation = z.strictObject({
  id: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'expected an organisation id such as o-exampleorgid'),
  /** Organisational units whose accounts get the forwarding rules and the spoke role. */
  units: z.array(z.string().regex(/^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/)).min(1),
  /** Who makes the stack sets: the management account, or this account as its delegate. */
  caller: z.enum(['SELF', 'DELEGATED_ADMIN']).default('DELEGATED_ADMIN'),
});

const trail = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9.-]{3,63}$/, 'expected the name of a bucket'),
  /** The account that owns the bucket; left out: this one. */
  account: account.optional(),
  prefix: z
    .string()
    .regex(/^(|[\w.-][\w./-]*\/)$/, 'expected nothing, or a folder that ends in /')
    .default(''),
  /** The topic that the bucket notifies; left out: the bucket notifies the queue itself. */
  topic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/)
    .optional(),
  /** The key of the objects, where they are encrypted with one of your own. */
  key: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)
    .optional(),
});

/** Records of actions: for how long, and whether not even an administrator may remove one before. */
const audit = z.strictObject({
  days: z.number().int().min(365).max(3_650).default(400),
  lock: z.enum(['none', 'governance', 'compliance']).default('none'),
});

/** What the spoke roles' policies deny besides. */
const spoke = z.strictObject({
  /** Whether only what is tagged rolewarden:revocable=true may be ended, by persons as well. */
  onlyTagged: z.boolean().default(false),
  /** Roles and users that are never touched, by name or path. */
  protected: z
    .array(
      z
        .string()
        .regex(/^(role|user)\/[\w+=,.@*/-]{1,512}$/, 'expected role/NAME or user/NAME; * for any characters'),
    )
    .max(20)
    .default([]),
});

const image = z.strictObject({
  repository: z
    .string()
    .regex(/^[a-z0-9._/-]{2,256}$/, 'expected the name of an ECR repository of this account'),
  version: z
    .string()
    .regex(/^(sha256:[0-9a-f]{64}|[\w.-]{1,128})$/, 'expected a digest (better), or a tag')
    .refine((text) => text !== 'latest', 'latest is not a version: name a digest or a tag that stays'),
});

const shape = z.strictObject({
  account,
  region,
  forwardRegions: z.array(region).default([]),
  feed: z.enum(['sqs', 'kinesis', 'direct', 's3']).default('sqs'),
  compute: z.enum(['lambda', 'ecs']).default('lambda'),
  egress: z.enum(['nat', 'endpoints']).default('nat'),
  /** Whether Rolewarden may end sessions: without it no permission for that exists. */
  acting: z.boolean().default(false),
  audit: audit.prefault({}),
  spoke: spoke.prefault({}),
  config: z.string().min(1),
  emails: z.array(z.email()).default([]),
  logDays: z.literal([30, 90, 180, 365], 'expected 30, 90, 180 or 365').default(90),
  memory: z.number().int().min(512).max(4_096).default(1_024),
  concurrency: z.number().int().min(2).max(100).default(10),
  shards: z.number().int().min(1).max(100).default(2),
  tasks: z
    .strictObject({ min: z.number().int().min(1), max: z.number().int().min(1).max(50) })
    .default({ min: 2, max: 6 }),
  cacheNode: z
    .string()
    .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/)
    .default('cache.t4g.small'),
  image: image.optional(),
  organisation: organisation.optional(),
  trail: trail.optional(),
});

/** What one deployment is, with every default filled in. */
export type Settings = z.infer<typeof shape>;

const settings = shape
  .refine((s) => !s.forwardRegions.includes(s.region), {
    path: ['forwardRegions'],
    message: 'holds the home region, which needs no forwarding',
  })
  .superRefine(({ forwardRegions }, context) => {
    const twice = forwardRegions.find((one, at) => forwardRegions.indexOf(one) < at);
    if (twice === undefined) return;
    context.addIssue({ code: 'custom', path: ['forwardRegions'], message: `names ${twice} twice` });
  })
  .superRefine(({ region: home, trail: from }, context) => {
    const message = trailMisfit(home, from);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['trail'], message });
  })
  .refine(seesGlobalEndpoint, {
    path: ['forwardRegions'],
    message: 'lacks us-east-1, where calls to the global STS endpoint are logged',
  })
  .refine((s) => s.compute === 'lambda' || s.feed !== 'direct', {
    path: ['feed'],
    message: 'direct calls a function: choose compute lambda, or feed sqs',
  })
  .refine((s) => s.compute === 'lambda' || s.image !== undefined, {
    path: ['image'],
    message: 'is needed with compute ecs: an ECR repository and a version',
  })
  .refine((s) => (s.feed === 's3') === (s.trail !== undefined), {
    path: ['trail'],
    message: 'goes with feed s3, and only with it',
  })
  .refine((s) => !s.acting || s.egress === 'nat' || s.region === 'us-east-1', {
    path: ['egress'],
    message:
      'endpoints do not reach IAM outside us-east-1, so nothing could be ended: choose nat, or acting false',
  })
  .refine((s) => s.tasks.min <= s.tasks.max, { path: ['tasks'], message: 'min is above max' });

/** Calls to the global endpoint are logged in us-east-1, which only one partition has. */
function seesGlobalEndpoint({ feed, forwardRegions, region: home }: Settings): boolean {
  if (feed === 's3' || partitionOf(home) !== 'aws') return true;
  return home === 'us-east-1' || forwardRegions.includes('us-east-1');
}

/** A bucket's key and its topic are in its region; so is a queue that it notifies itself. */
function trailMisfit(home: string, from: Settings['trail']): string | undefined {
  if (from?.key === undefined) return undefined;
  const place = regionOf(from.key);
  if (from.topic !== undefined && regionOf(from.topic) !== place) {
    return 'key and topic must be of one region: the bucket’s';
  }
  if (from.topic !== undefined || place === home) return undefined;
  return `the bucket is in ${place}, as its key: a bucket notifies queues of its own region only; name a topic of ${place}`;
}

/** Checks a value; every fault is named at once, with its path. */
export function parseSettings(value: unknown, source: string): Settings {
  const result = settings.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'the top level'}: ${message}`,
  );
  throw new Error(`${source} is not a deployment:\n${faults.join('\n')}`);
}

/** Reads a file; `config` is relative to deploy/cdk, wherever the settings are. */
export function loadSettings(path: string): Settings {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`cannot read ${path}: ${reason}. Copy config/example.json there and fill it in.`);
  }
  const parsed = parseSettings(value, path);
  return { ...parsed, config: resolve(import.meta.dirname, '..', parsed.config) };
}
