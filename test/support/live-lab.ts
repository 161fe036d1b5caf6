import { vi } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis-store.ts';
import type { Config } from '../../src/config/schema.ts';
import { type Meter, NO_METER } from '../../src/core/meter.ts';
import { createLive, type Live } from '../../src/live.ts';
import { createLog } from '../../src/run/log.ts';
import { armed } from './armed.ts';
import { iamLab } from './iam-lab.ts';
import type { Running } from './processes.ts';
import { redisCli } from './redis-cluster.ts';
import { startRedis } from './redis-server.ts';

/** The armed line on a Redis of its own, and moto. */
export interface LiveLab {
  readonly iam: ReturnType<typeof iamLab>;
  readonly redis: Running;
  readonly link: RedisLink;
  /** Another worker; `more`: what its configuration says beside being armed. */
  live(more?: Readonly<Record<string, unknown>>, meter?: Meter): Promise<Live & { readonly config: Config }>;
  /**
   * Closes the workers there are, and forgets all that the ledger and the histories know: a worker of an earlier test
   * would settle what later ones do, by its own configuration.
   */
  forget(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens one. `aws`: the address of moto. */
export async function liveLab(aws: string): Promise<LiveLab> {
  vi.stubEnv('AWS_ENDPOINT_URL', aws);
  const log = createLog('silent');
  const redis = await startRedis();
  const link = openRedis({ url: `redis://127.0.0.1:${redis.port}`, timeout: 5_000 });
  await link.ready(5_000);
  const open: Live[] = [];
  return {
    iam: iamLab(aws),
    redis,
    link,
    async live(more = {}, meter = NO_METER) {
      const config = armed(redis.port, more);
      const made = await createLive({ config, environment: process.env, log, meter });
      open.push(made);
      return { ...made, config };
    },
    async forget() {
      await Promise.all(open.splice(0).map((live) => live.close()));
      return redisCli(redis.port, ['FLUSHALL']);
    },
    async close() {
      vi.unstubAllEnvs();
      await Promise.all(open.map((live) => live.close()));
      await link.close();
      await redis.stop();
    },
  };
}
