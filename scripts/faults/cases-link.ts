import { setTimeout as wait } from 'node:timers/promises';
import type { ProxyMode } from '../../test/support/tcp-proxy.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import { underLoad } from './load.ts';
import { until } from './waiting.ts';

const LINKS: readonly (readonly [name: string, mode: ProxyMode, what: string])[] = [
  ['blackhole', 'blackhole', 'answers nothing, connections stay'],
  ['drop-replies', 'dropReplies', 'carries out what it is told, its answers are lost'],
  ['reset', 'reset', 'resets every connection'],
  ['slicer', 'slicer', 'comes byte by byte'],
  ['latency', { latencyMs: 300 }, 'is 300 ms away'],
];

/** What happens between the consumer and its Redis. */
export const linkCases: readonly Case[] = [
  ...LINKS.map(([name, mode, what]) =>
    staged(
      { id: `link-${name}`, matrix: 'F13', what: `Redis ${what}, for 4 s under load` },
      {},
      async (stage) => {
        await stage.start();
        let met = 0;
        await underLoad(stage, { seconds: 5, times: 1 }, async () => {
          const before = seen(stage.link.counts);
          await stage.link.mode(mode);
          await wait(stage.ground.full ? 60_000 : 4_000);
          await until('it is met', () => seen(stage.link.counts) > before);
          met = seen(stage.link.counts) - before;
          await stage.link.mode('pass');
        });
        return { fired: { 'bytes and connections that met it': met } };
      },
    ),
  ),
  staged(
    { id: 'redis-absent-at-start', matrix: 'F11', what: 'no Redis at the start; alerts flow; it appears' },
    {},
    async (stage) => {
      await stage.link.mode('refuse');
      const consumer = await stage.start();
      const unready = (await consumer.ask('/readyz')).status === 503 ? 1 : 0;
      await stage.feed(2);
      await until('alerts flow without Redis', () => stage.aws.count('Publish') > 3);
      const alerts = stage.aws.count('Publish');
      const early = stage.aws.count('PutRolePolicy');
      await stage.link.mode('pass');
      await until('it is ready', async () => (await consumer.ask('/readyz')).status === 200);
      const own = early === 0 ? [] : [`${early} policies written without Redis`];
      return { fired: { 'not ready': unready, 'alerts without Redis': alerts }, own };
    },
  ),
  staged({ id: 'redis-down', matrix: 'F12', what: 'Redis down for 5 s under load' }, {}, async (stage) => {
    const consumer = await stage.start();
    await underLoad(stage, { seconds: 6, times: 1 }, async () => {
      await stage.link.mode('refuse');
      await wait(stage.ground.full ? 120_000 : 5_000);
      await until('the store fails a batch', async () => (await consumer.metric('store_errors')) > 0);
      await stage.link.mode('pass');
    });
    return { fired: { 'batches that the store failed': await consumer.metric('store_errors') } };
  }),
  staged(
    { id: 'redis-paused', matrix: 'F13', what: 'Redis stopped by SIGSTOP for 4 s under load' },
    {},
    async (stage) => {
      const consumer = await stage.start();
      await underLoad(stage, { seconds: 6, times: 1 }, async () => {
        stage.redis.child.kill('SIGSTOP');
        await wait(stage.ground.full ? 60_000 : 4_000);
        await until('the store fails a batch', async () => (await consumer.metric('store_errors')) > 0);
        stage.redis.child.kill('SIGCONT');
      });
      return { fired: { 'batches that the store failed': await consumer.metric('store_errors') } };
    },
  ),
];

function seen({
  bytesDown,
  bytesUp,
  connections,
}: {
  bytesDown: number;
  bytesUp: number;
  connections: number;
}) {
  return bytesDown + bytesUp + connections;
}
