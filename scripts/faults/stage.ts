import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { configFile } from '../../test/support/armed.ts';
import { type FaultProxy, randomOf, startFaults } from '../../test/support/aws-faults.ts';
import type { Running } from '../../test/support/processes.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { startProxy, type TcpProxy } from '../../test/support/tcp-proxy.ts';
import { type Cloud, openCloud } from '../chaos/cloud.ts';
import { accountsOf, bodiesOf, configOf, makeRoles } from '../chaos/ground.ts';
import type { Dealt } from '../chaos/heard.ts';
import { type RoleOf, type Shares, shuffled, type Told, tell } from '../chaos/story.ts';
import type { Ground } from './case.ts';
import { type Consumer, type ConsumerOptions, type Ended, startConsumer } from './process.ts';
import type { Source } from './source.ts';
import { until } from './waiting.ts';

export interface StageOptions {
  readonly events?: number;
  readonly shares?: Shares;
  readonly duplicates?: number;
  /** Records in a message. */
  readonly together?: number;
  /** Seconds for which the queue hides what was received. */
  readonly visibility?: number;
  readonly redis?: readonly string[];
  /** Parts of the configuration that are another. */
  /** Where events come from; left out: a queue in moto. */
  readonly source?: Source;
  readonly config?: (standard: ReturnType<typeof configOf>) => object;
}

/** Everything around a consumer, on loopback: AWS and Redis, each behind a proxy that breaks it, and the story. */
export interface Stage {
  readonly ground: Ground;
  readonly random: () => number;
  readonly cloud: Cloud;
  readonly roles: readonly RoleOf[];
  readonly events: readonly Told[];
  readonly bodies: readonly string[];
  readonly aws: FaultProxy;
  redis: Running;
  readonly link: TcpProxy;
  readonly config: string;
  /** The same configuration with another store. */
  readonly configured: (store: string) => string;
  readonly quarantine: string;
  readonly dealt: Dealt[];
  readonly consumers: readonly Consumer[];
  readonly exits: Ended[];
  start(more?: Partial<ConsumerOptions>): Promise<Consumer>;
  /** kill -9, noted; throws if it was not alive: a kill must meet somebody. */
  kill(consumer: Consumer): Promise<void>;
  /** Sends everything, evenly over so many seconds: whatever is done meanwhile is done under load. */
  feed(seconds: number): Promise<void>;
  /** What nobody is done with: messages, or shards whose checkpoint is not at their end. */
  left(): Promise<number>;
  /** Waits until nothing is left, at most so long. */
  drained(seconds?: number): Promise<void>;
  send(bodies: readonly string[]): Promise<void>;
  audit(): readonly string[];
  /** Deliveries in quarantine. */
  kept(): number;
  close(): Promise<void>;
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
/** An alert whose sender was killed is another’s after 30 s; what is given back comes after 5, 10, 20, 40, 60 s. */
const PATIENCE = 170;

export async function setStage(ground: Ground, options: StageOptions = {}): Promise<Stage> {
  const { events = EVENTS, together = TOGETHER, visibility = VISIBILITY } = options;
  const run = `f${ground.place}-${Date.now()}`;
  const cloud = await openCloud(ground.aws, run, { VisibilityTimeout: String(visibility) });
  const roles = await makeRoles(cloud, FIRST_ACCOUNT + ground.place * 100, ACCOUNTS);
  const { shares = SHARES, duplicates = 0.12 } = options;
  const story = tell({ seed: ground.seed, events, now: Date.now(), shares, duplicates }, roles);
  const aws = await startFaults(ground.aws, ground.seed, shortPolls);
  const redis = await startRedis(options.redis);
  const link = await startProxy(redis.port);
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-faults-'));
  const [audit, quarantine] = [join(folder, 'audit'), join(folder, 'quarantine')];
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

type Parts = Pick<
  Stage,
  | 'ground'
  | 'random'
  | 'cloud'
  | 'roles'
  | 'events'
  | 'bodies'
  | 'aws'
  | 'link'
  | 'config'
  | 'configured'
  | 'quarantine'
>;

/** The queue in moto as a source. */
function queued(cloud: Cloud): Source {
  const args = ['--source', 'sqs', '--queue', cloud.queue.url];
  return { arn: cloud.queue.arn, args, env: {}, send: cloud.send, left: cloud.left, close: async () => {} };
}

function stageOf(
  parts: Parts,
  { audit, redis, source }: { readonly redis: Running; readonly audit: string; readonly source: Source },
): Stage {
  const { aws, bodies, cloud, config, link } = parts;
  const consumers: Consumer[] = [];
  const stage: Stage = {
    ...parts,
    redis,
    dealt: [],
    exits: [],
    consumers,
    async start(more = {}) {
      const env = { ...source.env, ...more.env };
      const consumer = await startConsumer({
        config,
        endpoint: aws.url,
        source: source.args,
        ...more,
        env,
      });
      consumers.push(consumer);
      return consumer;
    },
    async kill(consumer) {
      const at = Date.now();
      if (!(await consumer.kill())) throw new Error('a kill met nobody');
      stage.dealt.push({ kind: 'kill', at });
    },
    feed: (seconds) => fed(source, bodies, seconds),
    left: () => source.left(stage.redis.port),
    drained: (seconds = PATIENCE) => until('everything is done', settled(stage), seconds),
    send: source.send,
    audit: () => listed(audit),
    kept: () => listed(parts.quarantine).length,
    async close() {
      await Promise.all(consumers.filter((one) => one.alive()).map((one) => one.kill()));
      await Promise.all([aws.close(), link.close(), stage.redis.stop()]);
      cloud.close();
    },
  };
  return stage;
}

/** Nothing left, seen so three times in a row: the two counts of a queue are not taken at one moment. */
function settled(stage: Pick<Stage, 'left'>): () => Promise<boolean> {
  let inRow = 0;
  return async () => {
    inRow = (await stage.left()) === 0 ? inRow + 1 : 0;
    return inRow >= 3;
  };
}

/** A long poll of moto does not see what comes again: here it is short. */
function shortPolls(action: string, body: string): string | undefined {
  if (action !== 'ReceiveMessage') return undefined;
  return body.replace(/"WaitTimeSeconds":\d+/, '"WaitTimeSeconds":1');
}

function resolved(database: string): string {
  return `${process.cwd()}/fixtures/places/${database}.mmdb`;
}

async function fed(source: Source, bodies: readonly string[], seconds: number): Promise<void> {
  const parts = Math.ceil(bodies.length / 10);
  const began = performance.now();
  for (let n = 0; n < parts; n++) {
    await source.send(bodies.slice(n * 10, n * 10 + 10));
    const early = began + ((n + 1) / parts) * seconds * 1_000 - performance.now();
    if (early > 0) await wait(early);
  }
}

/** Names in a folder that may not be there yet. */
function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** In an order that the seed draws. */
export function again(stage: Pick<Stage, 'random'>, bodies: readonly string[]): readonly string[] {
  return shuffled(bodies, stage.random);
}
