import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { loadConfig } from '../../../src/config/load.ts';
import { partitionOf, regionOf } from './places.ts';
import {
  account,
  audit,
  image,
  operator,
  organisation,
  region,
  secretVersions,
  spoke,
  trail,
} from './settings-parts.ts';

const shape = z.strictObject({
  account,
  region,
  forwardRegions: z.array(region).default([]),
  /** By region: after how many hours without events there is an alarm. Other regions may be silent. */
  silentHours: z.record(region, z.number().int().min(1).max(168)).default({}),
  feed: z.enum(['sqs', 'kinesis', 'direct', 's3']).default('sqs'),
  compute: z.enum(['lambda', 'ecs']).default('lambda'),
  egress: z.enum(['nat', 'endpoints']).default('nat'),
  /** Whether Rolewarden may end sessions: if not, it has no permission for that. */
  acting: z.boolean().default(false),
  /** Roles of people who approve, end and undo: they may assume the hub's role, which alone the spoke roles trust. */
  operators: z.array(operator).max(10).default([]),
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
  secretVersions: secretVersions.default({}),
  /** The snapshot from which Redis was restored. Keep it here: without it Redis would be replaced by an empty one. */
  redisSnapshot: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,255}$/, 'expected the name of a snapshot, as describe-snapshots prints it')
    .optional(),
  image: image.optional(),
  organisation: organisation.optional(),
  trail: trail.optional(),
});

/** The settings of a deployment, with every default filled in. */
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
  .superRefine((s, context) => {
    const forwarding = [...s.forwardRegions, ...(s.organisation === undefined ? [] : [s.region])];
    const strange = Object.keys(s.silentHours).find((one) => s.feed === 's3' || !forwarding.includes(one));
    if (strange === undefined) return;
    const message =
      'is no region that forwards: name one of forwardRegions, or home where an organisation forwards there';
    context.addIssue({ code: 'custom', path: ['silentHours', strange], message });
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
  .refine((s) => s.compute === 'lambda' || s.memory % 1_024 === 0, {
    path: ['memory'],
    message: 'a task of half a CPU has 1024, 2048, 3072 or 4096 MB',
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

/** Whether calls to the global STS endpoint are seen: they are logged in us-east-1. Only one partition has it. */
function seesGlobalEndpoint({ feed, forwardRegions, region: home }: Settings): boolean {
  if (feed === 's3' || partitionOf(home) !== 'aws') return true;
  return home === 'us-east-1' || forwardRegions.includes('us-east-1');
}

/**
 * Why the regions of a trail do not fit. The bucket's key and topic are in its region; without a topic, the queue must
 * be there too.
 */
function trailMisfit(home: string, from: Settings['trail']): string | undefined {
  if (from?.key === undefined) return undefined;
  const place = regionOf(from.key);
  if (from.topic !== undefined && regionOf(from.topic) !== place) {
    return 'key and topic must be of one region: the bucket’s';
  }
  if (from.topic !== undefined || place === home) return undefined;
  return `the bucket is in ${place}, as its key: a bucket notifies queues of its own region only; name a topic of ${place}`;
}

/** Checks settings. Throws an error that names every fault, with its path. */
export function parseSettings(value: unknown, source: string): Settings {
  const result = settings.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'the top level'}: ${message}`,
  );
  throw new Error(`${source} is not a deployment:\n${faults.join('\n')}`);
}

/** Reads settings from a JSON file, wherever it is; `config` in it is relative to deploy/cdk. */
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

/** Whether Rolewarden's own configuration has `sessions: watch`: then the rules pass changes in other services on, too. */
export function watches({ config }: Settings): boolean {
  return loadConfig(config).sessions === 'watch';
}
