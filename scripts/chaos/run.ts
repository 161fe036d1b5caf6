import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { configFile } from '../../test/support/armed.ts';
import type { Running } from '../../test/support/processes.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { accountsOf, bodiesOf, CREDENTIALS, configOf, makeRoles } from './ground.ts';
import type { Evidence } from './oracle.ts';
import { type Blow, blowsOf, type Options } from './plan.ts';
import { tell } from './story.ts';
import { startWorkers, type Workers } from './workers.ts';

/** Without a message deleted for so long, a run ends with what is left. Longer than an alert's lease. */
const PATIENCE = 150_000;
const LOOK = 500;
const FIRST_ACCOUNT = 210_000_000_000;
/** Records in one message, as a trail's file has many: what is held for one of them is held for all. */
const TOGETHER = 10;

/** Runs the line against an AWS that fails, kills its workers, empties its Redis, and gives what came of it. */
export async function chaos(options: Options, aws: string): Promise<Evidence & { readonly seconds: number }> {
  const cloud = await openCloud(aws, `${options.seed}-${Date.now()}`);
  const accounts = Math.max(8, Math.ceil(options.events / 100));
  const roles = await makeRoles(cloud, FIRST_ACCOUNT, accounts);
  const { deliveries, events } = tell({ ...options, now: Date.now() }, roles);
  const bodies = bodiesOf(deliveries, TOGETHER);
  await cloud.send(bodies);
  let redis = await startRedis();
  const environment = { ...process.env, ...CREDENTIALS };
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-audit-'));
  const store = `redis://127.0.0.1:${redis.port}`;
  const path = configFile(configOf(cloud, { accounts: accountsOf(roles), folder, store }));
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

/** Redis as after a crash without persistence: away for a while, then back on the same port, with nothing in it. */
async function emptied(redis: Running, away: number): Promise<Running> {
  await redis.stop();
  await wait(away);
  return startRedis([], redis.port);
}
