import { Redis } from 'ioredis';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Sighting } from '../../src/core/history/habit.ts';
import { startRedis } from '../../test/support/redis-server.ts';

/** A server that knows the habits of a crowd. */
export interface Stage {
  readonly port: number;
  /** What the histories, and nothing else yet, take of the server's memory. */
  readonly bytesPerActor: number;
  /** µs that the server has worked. */
  serverCpu(): Promise<number>;
  /** Forgets marks and, if not told otherwise, sessions: a row must not pay for the windows that the one before it filled. */
  clear(match?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, and fills it with the histories of so many actors. */
export async function stageOf(actors: number, histories: Iterable<readonly Sighting[]>): Promise<Stage> {
  const server = await startRedis();
  const admin = new Redis(server.port);
  const field = async (section: string, name: string) =>
    Number(new RegExp(`${name}:([\\d.]+)`).exec(await admin.info(section))?.[1] ?? 0);
  const before = await field('memory', 'used_memory');
  const link = await linkTo(server.port);
  for (const entries of histories) await link.histories.add(entries);
  await link.close();
  return {
    port: server.port,
    bytesPerActor: ((await field('memory', 'used_memory')) - before) / actors,
    serverCpu: async () =>
      1e6 * ((await field('cpu', 'used_cpu_user')) + (await field('cpu', 'used_cpu_sys'))),
    async clear(match = 'rw:[msc]:*') {
      for await (const page of admin.scanStream({ match, count: 1_000 })) {
        if (Array.isArray(page) && page.length > 0) await admin.unlink(page);
      }
    },
    async stop() {
      admin.disconnect();
      await server.stop();
    },
  };
}

/** A process that has nothing yet. */
export async function linkTo(port: number): Promise<RedisLink> {
  const link = openRedis({ url: `redis://127.0.0.1:${port}`, timeout: 10_000 });
  await link.ready(5_000);
  return link;
}
