import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { configFile } from '../../test/support/armed.ts';
import type { Running } from '../../test/support/processes.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { type Cloud, openCloud } from './cloud.ts';
import type { Evidence } from './oracle.ts';
import { type Blow, blowsOf, type Options } from './plan.ts';
import { type RoleOf, type Told, tell } from './story.ts';
import { startWorkers, type Workers } from './workers.ts';

/** Without a message deleted for so long, a run ends with what is left. Longer than an alert's lease. */
const PATIENCE = 150_000;
const LOOK = 500;
/** Records in one message, as a trail's file has many: what is held for one of them is held for all. */
const TOGETHER = 10;

/** Runs the line against an AWS that fails, kills its workers, empties its Redis, and gives what came of it. */
export async function chaos(options: Options, aws: string): Promise<Evidence & { readonly seconds: number }> {
  const cloud = await openCloud(aws, `${options.seed}-${Date.now()}`);
  const roles = await makeRoles(cloud, options);
  const { deliveries, events } = tell({ ...options, now: Date.now() }, roles);
  const bodies = bodiesOf(deliveries);
  await cloud.send(bodies);
  let redis = await startRedis();
  const environment = { ...process.env, ...CREDENTIALS };
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-audit-'));
  const path = configFile(configOf(cloud, redis.port, folder));
  const workers = await startWorkers({ upstream: aws, seed: options.seed, environment }, [
    path,
    cloud.queue.url,
    cloud.queue.arn,
    aws,
  ]);
  const began = performance.now();
  const losses: number[] = [];
  const lose = async ({ away }: Blow) => {
    losses.push(Date.now());
    redis = await emptied(redis, away);
  };
  try {
    const left = await drain(cloud, { total: bodies.length, blows: blowsOf(options), workers, lose });
    const seconds = (performance.now() - began) / 1_000;
    const { deaths, proxies } = workers;
    await workers.stop();
    const standing = (await Promise.all(roles.map(cloud.policies))).flat();
    const alerts = await cloud.alerts();
    const seen = proxies.flatMap((proxy) => proxy.seen);
    const dealt = [
      ...workers.kills.map((at) => ({ kind: 'kill' as const, at })),
      ...workers.away.map((at) => ({ kind: 'away' as const, at })),
      ...losses.map((at) => ({ kind: 'loss' as const, at })),
    ];
    const audit = readdirSync(folder);
    return { events, standing, seen, alerts, audit, left, deaths, dealt, seconds };
  } finally {
    await workers.stop();
    await redis.stop();
    cloud.close();
  }
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Deals the blows as the queue empties; ends with what is left when nothing more happens. */
async function drain(
  cloud: Cloud,
  how: {
    readonly total: number;
    readonly blows: readonly Blow[];
    readonly workers: Workers;
    readonly lose: (blow: Blow) => Promise<void>;
  },
): Promise<number> {
  const due = [...how.blows];
  const dealt: Promise<void>[] = [];
  let left = how.total;
  for (let moved = performance.now(); performance.now() - moved < PATIENCE; await wait(LOOK)) {
    const now = await cloud.left();
    if (now !== left) moved = performance.now();
    left = now;
    process.stderr.write(`\r${left} of ${how.total} messages left `);
    const done = 1 - left / how.total;
    for (let blow = due[0]; blow !== undefined && blow.at <= done; blow = due[0]) {
      due.shift();
      if (blow.kind === 'loss') await how.lose(blow);
      else dealt.push(how.workers.kill(blow.worker, blow.trigger));
    }
    if (left === 0) break;
  }
  await Promise.all(dealt);
  process.stderr.write('\n');
  return left;
}

function bodiesOf(deliveries: readonly Told[]): readonly string[] {
  const bodies: string[] = [];
  for (let start = 0; start < deliveries.length; start += TOGETHER) {
    const Records = deliveries.slice(start, start + TOGETHER).map(({ record }) => record);
    bodies.push(JSON.stringify({ Records }));
  }
  return bodies;
}

/** Redis as after a crash without persistence: away for a while, then back on the same port, with nothing in it. */
async function emptied(redis: Running, away: number): Promise<Running> {
  await redis.stop();
  await wait(away);
  return startRedis([], redis.port);
}

const OPTED_IN = { 'rolewarden:revocable': 'true' };

/** Every kind of role in each account. Accounts are many, as AWS throttles each by itself. */
async function makeRoles(cloud: Cloud, { events }: Options): Promise<readonly RoleOf[]> {
  const accounts = Math.max(8, Math.ceil(events / 100));
  const roles: RoleOf[] = [];
  for (let n = 0; n < accounts; n++) {
    const account = String(210_000_000_000 + n);
    const make = async (kind: RoleOf['kind'], name: string, tags: Readonly<Record<string, string>>) =>
      roles.push(await cloud.role({ account, kind, name }, tags));
    for (const name of ['decoy-a', 'decoy-b', 'decoy-c']) await make('revoke', name, OPTED_IN);
    await make('protected-tag', 'decoy-protected-tag', { ...OPTED_IN, 'rolewarden:protected': 'true' });
    await make('protected-config', 'decoy-protected-config', OPTED_IN);
    await make('not-opted-in', 'decoy-untagged', {});
  }
  return roles;
}

/** Armed, with caps that are not what is tested here. */
function configOf(cloud: Cloud, redisPort: number, folder: string): object {
  const most = 1_000;
  return {
    databases: { country: 'fixtures/places/country.mmdb', asn: 'fixtures/places/asn.mmdb' },
    store: { url: `redis://127.0.0.1:${redisPort}` },
    roles: { decoy: ['arn:aws:iam::*:role/decoy-*'] },
    alerts: [{ type: 'sns', topic: cloud.topic }],
    revocation: {
      mode: 'auto',
      trusted: [cloud.queue.arn],
      protected: ['arn:aws:iam::*:role/decoy-protected-config'],
      spoke: { roleArn: 'arn:aws:iam::{account}:role/rolewarden-spoke' },
      caps: { perRole: most, perAccount: most, perAccountDay: most, perHour: most, reserved: most },
      audit: { folder },
    },
  };
}
