import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFile } from '../../test/support/armed.ts';
import { startFaults } from '../../test/support/aws-faults.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { startProxy } from '../../test/support/tcp-proxy.ts';
import { type Cloud, openCloud } from '../chaos/cloud.ts';
import { accountsOf, bodiesOf, configOf, makeRoles } from '../chaos/ground.ts';
import { type Shares, tell } from '../chaos/story.ts';
import { randomOf } from '../random.ts';
import type { Ground } from './case.ts';
import type { Source } from './source.ts';
import { type Stage, stageOf } from './stage.ts';

/** What a case asks of its stage; what is left out is as in `stageOf`. */
export interface StageOptions {
  readonly events?: number;
  readonly shares?: Shares;
  readonly duplicates?: number;
  /** Records in a message. */
  readonly together?: number;
  /** Seconds for which the queue hides what was received. */
  readonly visibility?: number;
  readonly redis?: readonly string[];
  /** Accounts with every kind of role: a role has room for some dozens of policies. */
  readonly accounts?: number;
  /** Where events come from; left out: a queue in moto. */
  readonly source?: Source;
  /** Parts of the configuration that are another. */
  readonly config?: (standard: ReturnType<typeof configOf>) => object;
}

/** Of a thousand: small stories have something of every kind. */
const SHARES: Shares = [
  ['revoke', 50],
  ['protected-tag', 10],
  ['protected-config', 10],
  ['not-opted-in', 10],
  ['denied', 15],
  ['old', 10],
];
const ACCOUNTS = 4;
const FIRST_ACCOUNT = 310_000_000_000;
const EVENTS = 200;
const TOGETHER = 2;
const VISIBILITY = 6;

/** Starts everything around a consumer, and makes up what it will be told. */
export async function setStage(ground: Ground, options: StageOptions = {}): Promise<Stage> {
  const { events = EVENTS, together = TOGETHER, visibility = VISIBILITY } = options;
  const run = `f${ground.place}-${Date.now()}`;
  const cloud = await openCloud(ground.aws, run, { VisibilityTimeout: String(visibility) });
  const roles = await makeRoles(cloud, FIRST_ACCOUNT + ground.place * 100, options.accounts ?? ACCOUNTS);
  const { shares = SHARES, duplicates = 0.12 } = options;
  const story = tell({ seed: ground.seed, events, now: Date.now(), shares, duplicates }, roles);
  const aws = await startFaults(ground.aws, ground.seed, shortPolls);
  const redis = await startRedis(options.redis);
  const link = await startProxy(redis.port);
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-faults-'));
  const audit = join(folder, 'audit');
  const quarantine = join(folder, 'quarantine');
  const configured = (store: string) => {
    const queue = { ...cloud.queue, arn: options.source?.arn ?? cloud.queue.arn };
    const standard = configOf({ ...cloud, queue }, { accounts: accountsOf(roles), folder: audit, store });
    return configFile({
      ...standard,
      databases: { country: resolved('country'), asn: resolved('asn') },
      quarantine: { type: 'file', folder: quarantine },
      ...options.config?.(standard),
    });
  };
  const config = configured(`redis://127.0.0.1:${link.port}`);
  const bodies = bodiesOf(story.deliveries, together);
  const random = randomOf(ground.seed ^ 0xfa17);
  const parts = {
    ground,
    random,
    cloud,
    roles,
    events: story.events,
    bodies,
    aws,
    link,
    config,
    configured,
    quarantine,
  };
  return stageOf(parts, { redis, audit, source: options.source ?? queued(cloud) });
}

/** The queue in moto as a source. */
function queued(cloud: Cloud): Source {
  const args = ['--source', 'sqs', '--queue', cloud.queue.url];
  return { arn: cloud.queue.arn, args, env: {}, send: cloud.send, left: cloud.left, close: async () => {} };
}

/** A long poll of moto does not see what comes again: here it is short. */
export function shortPolls(action: string, body: string): string | undefined {
  if (action !== 'ReceiveMessage') return undefined;
  return body.replace(/"WaitTimeSeconds":\d+/, '"WaitTimeSeconds":1');
}

function resolved(database: string): string {
  return `${process.cwd()}/fixtures/places/${database}.mmdb`;
}
