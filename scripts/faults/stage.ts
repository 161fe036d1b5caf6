import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultProxy } from '../../test/support/aws-faults.ts';
import type { Running } from '../../test/support/processes.ts';
import type { TcpProxy } from '../../test/support/tcp-proxy.ts';
import type { Cloud } from '../chaos/cloud.ts';
import type { Dealt } from '../chaos/heard.ts';
import type { RoleOf, Told } from '../chaos/story.ts';
import { shuffled } from '../random.ts';
import type { Ground } from './case.ts';
import { type Consumer, type ConsumerOptions, type Ended, startConsumer } from './process.ts';
import type { Source } from './source.ts';
import { untilNothingLeft } from './waiting.ts';

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
  /** Waits until nothing is left; throws when nothing more is done for so long. */
  drained(seconds?: number): Promise<void>;
  send(bodies: readonly string[]): Promise<void>;
  audit(): readonly string[];
  /** Deliveries in quarantine. */
  kept(): number;
  close(): Promise<void>;
}

/** An alert whose sender was killed is another’s after 30 s; what is given back comes after 5, 10, 20, 40, 60 s. */
const PATIENCE = 170;

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

/** What is done on a stage that is set. */
export function stageOf(
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
    drained: (seconds = PATIENCE) => untilNothingLeft(() => stage.left(), seconds),
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
