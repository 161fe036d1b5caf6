import { setTimeout as wait } from 'node:timers/promises';
import { startFaults } from '../../test/support/aws-faults.ts';
import { restart } from '../../test/support/processes.ts';
import { redisCli } from '../../test/support/redis-cluster.ts';
import type { ProxyMode } from '../../test/support/tcp-proxy.ts';
import { badDay } from '../chaos/plan.ts';
import type { Consumer } from '../faults/process.ts';
import { shortPolls } from '../faults/set-stage.ts';
import type { Stage } from '../faults/stage.ts';

/** A fault of a soak: what it does to the stage, and to the consumer that is measured and lives through all of them. */
export type Blow = (stage: Stage, measured: Consumer) => Promise<void>;

const linked =
  (mode: ProxyMode, seconds: number): Blow =>
  async ({ link }) => {
    await link.mode(mode);
    await wait(seconds * 1_000);
    await link.mode('pass');
  };

/** Everything that a consumer must live with, by name; all of it is over within half a minute. */
export const BLOWS: Readonly<Record<string, Blow>> = {
  'redis killed -9, restarted': async (stage) => {
    await stage.redis.stop();
    await wait(200 + stage.random() * 2_000);
    stage.redis = await restart(stage.redis);
  },
  'redis full': async ({ redis: { port } }) => {
    await redisCli(port, ['config', 'set', 'maxmemory', '1']);
    await wait(3_000);
    await redisCli(port, ['config', 'set', 'maxmemory', '0']);
  },
  'redis forgets scripts and clients': async ({ redis: { port } }) => {
    await redisCli(port, ['script', 'flush']);
    await wait(1_000);
    await redisCli(port, ['client', 'kill', 'type', 'normal']);
  },
  'redis answers nothing': linked('blackhole', 8),
  'answers of redis lost': linked('dropReplies', 5),
  'connections reset': linked('reset', 5),
  'redis 150 ms away': linked({ latencyMs: 75 }, 10),
  'AWS on a bad day': async ({ aws }) => {
    aws.use(badDay);
    await wait(15_000);
    aws.use(() => undefined);
  },
  'SIGSTOP, SIGCONT': async (_stage, measured) => {
    measured.freeze();
    await wait(12_000);
    measured.thaw();
  },
  // its calls are no calls of the one that is measured
  'a second consumer, kill -9': async (stage) => {
    const calls = await startFaults(stage.ground.aws, stage.ground.seed, shortPolls);
    const other = await stage.start({ endpoint: calls.url });
    await wait(4_000 + stage.random() * 6_000);
    await stage.kill(other);
    await calls.close();
  },
};
