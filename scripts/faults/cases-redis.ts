import { setTimeout as wait } from 'node:timers/promises';
import { restart } from '../../test/support/processes.ts';
import { redisCli } from '../../test/support/redis-cluster.ts';
import { SENTINEL_GROUP, startRedisPair } from '../../test/support/redis-replicas.ts';
import { AOF, startRedis } from '../../test/support/redis-server.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import { underLoad } from './load.ts';
import { until } from './waiting.ts';

const KILLS = 3;
const WIPES = 3;

/** How often a server has refused with an error of that name. */
async function refused(port: number, name: string): Promise<number> {
  const said = await redisCli(port, ['info', 'errorstats']);
  return Number(new RegExp(`errorstat_${name}:count=(\\d+)`).exec(said)?.[1] ?? 0);
}

/** How often a server has been asked for a command. */
async function called(port: number, command: string): Promise<number> {
  const said = await redisCli(port, ['info', 'commandstats']);
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(said)?.[1] ?? 0);
}

/** Redis dies, forgets, is full, or hands over. */
export const redisCases: readonly Case[] = [
  staged(
    { id: 'redis-kill-aof', matrix: 'F2', what: 'Redis with AOF killed -9 under load, and restarted' },
    { redis: AOF },
    async (stage) => {
      await stage.start();
      const before = stage.link.counts.connections;
      const kills = await underLoad(
        stage,
        { seconds: 6, times: stage.ground.full ? 20 : KILLS },
        async () => {
          await stage.redis.stop();
          await wait(200 + stage.random() * 800);
          stage.redis = await restart(stage.redis);
        },
      );
      await until('it connects again', () => stage.link.counts.connections > before);
      return { fired: { 'kill -9': kills, 'connections again': stage.link.counts.connections - before } };
    },
  ),
  staged(
    { id: 'redis-wiped', matrix: 'F3', what: 'Redis loses everything under load' },
    {},
    async (stage) => {
      await stage.start();
      const before = stage.link.counts.connections;
      const losses = await underLoad(
        stage,
        { seconds: 6, times: stage.ground.full ? 20 : WIPES },
        async () => {
          stage.dealt.push({ kind: 'loss', at: Date.now() });
          const { port } = stage.redis;
          await stage.redis.stop();
          await wait(100 + stage.random() * 500);
          stage.redis = await startRedis([], port);
        },
      );
      await until('it connects again', () => stage.link.counts.connections > before);
      return { fired: { losses, 'connections again': stage.link.counts.connections - before } };
    },
  ),
  staged(
    { id: 'redis-full', matrix: 'F17', what: 'Redis full (noeviction) under load, then room again' },
    {},
    async (stage) => {
      await stage.start();
      const { port } = stage.redis;
      await underLoad(stage, { seconds: 5, times: 1 }, async () => {
        await redisCli(port, ['config', 'set', 'maxmemory', '1']);
        await until('a write is refused', async () => (await refused(port, 'OOM')) > 0);
        await wait(2_000);
        await redisCli(port, ['config', 'set', 'maxmemory', '0']);
      });
      return { fired: { 'writes refused: full': await refused(port, 'OOM') } };
    },
  ),
  staged(
    { id: 'redis-scripts-clients', matrix: 'F18', what: 'SCRIPT FLUSH and CLIENT KILL under load' },
    {},
    async (stage) => {
      await stage.start();
      let killed = 0;
      const before = stage.link.counts.connections;
      // a new connection brings its scripts along: those of a living one are lost
      await underLoad(stage, { seconds: 6, times: 6 }, async (n) => {
        const { port } = stage.redis;
        if (n % 2 === 0) {
          // on a busy machine the consumer begins late: scripts that it has not brought yet cannot be lost
          await until('a script is used', async () => (await called(port, 'evalsha')) > 0);
          await redisCli(port, ['script', 'flush']);
          // killed at once, the clients would come back with their scripts; where nothing is left to do, none is met
          const met = async () => (await refused(port, 'NOSCRIPT')) > 0;
          for (let look = 0; look < 300 && !(await met()); look++) await wait(100);
        } else killed += Number(await redisCli(port, ['client', 'kill', 'type', 'normal']));
      });
      const again = stage.link.counts.connections - before;
      const unknown = await refused(stage.redis.port, 'NOSCRIPT');
      return { fired: { 'clients killed': killed, 'connections again': again, 'scripts lost': unknown } };
    },
  ),
  staged(
    {
      id: 'redis-failover',
      matrix: 'F14',
      what: 'primary killed -9 under load, a sentinel promotes the replica',
    },
    {},
    async (stage) => {
      const pair = await startRedisPair({ sentinel: true });
      try {
        const store = `redis+sentinel://127.0.0.1:${pair.sentinel?.port}/${SENTINEL_GROUP}`;
        await stage.start({ config: stage.configured(store) });
        await underLoad(stage, { seconds: 6, times: 1 }, async () => {
          await pair.primary.stop();
          await pair.impatient();
        });
        const promoted = async () =>
          (await redisCli(pair.replica.port, ['info', 'replication'])).includes('role:master');
        await until('the replica is promoted', promoted);
        // what the primary did not pass on is lost
        stage.dealt.push({ kind: 'loss', at: Date.now() });
        await stage.drained();
        const used = await called(pair.replica.port, 'evalsha');
        return { fired: { promoted: 1, 'scripts at the new primary': used } };
      } finally {
        for (const one of stage.consumers) if (one.alive()) stage.exits.push(await one.stop());
        await pair.stop();
      }
    },
  ),
  staged(
    {
      id: 'redis-readonly',
      matrix: 'F16',
      what: 'primary demoted under load (READONLY), then promoted again',
    },
    {},
    async (stage) => {
      const pair = await startRedisPair();
      try {
        const { port } = pair.primary;
        await stage.start({ config: stage.configured(`redis://127.0.0.1:${port}`) });
        await underLoad(stage, { seconds: 5, times: 1 }, async () => {
          await pair.promote(pair.replica);
          await pair.demote(pair.primary, pair.replica);
          await until('a write is refused', async () => (await refused(port, 'READONLY')) > 0);
          await wait(1_500);
          await pair.promote(pair.primary);
        });
        stage.dealt.push({ kind: 'loss', at: Date.now() });
        await stage.drained();
        return { fired: { 'writes refused: READONLY': await refused(port, 'READONLY') } };
      } finally {
        for (const one of stage.consumers) if (one.alive()) stage.exits.push(await one.stop());
        await pair.stop();
      }
    },
  ),
];
