import { setTimeout as wait } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Analyzer } from '../../src/analyzer.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Config } from '../../src/config/schema.ts';
import { type Meter, NO_METER } from '../../src/core/ports/meter.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createLive, type Live } from '../../src/live.ts';
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
  const redis = await startRedis();
  const link = openRedis({ url: `redis://127.0.0.1:${redis.port}`, timeout: 60_000 });
  await link.ready(60_000);
  const open: Live[] = [];
  return {
    iam: iamLab(aws),
    redis,
    link,
    async live(more = {}, meter = NO_METER) {
      const config = armed(redis.port, more);
      const heard: object[] = [];
      const hear = (fields: object) => void heard.push(fields);
      const log: Log = { debug() {}, info: hear, warn: hear, error: hear };
      const made = await createLive({ config, environment: process.env, log, meter });
      open.push(made);
      return { ...made, config, app: { ...made.app, analyzer: patient(made.app.analyzer, heard) } };
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

/** What is said of a Redis that answers, but not within the 200 ms of live use. */
const LATE = /no answer within \d+ ms|Command timed out|did not answer a moment ago/;
const TRIES = 50;

/** A busy machine makes Redis late; what then is left for later comes again, as from any queue. */
function patient(analyzer: Analyzer, heard: object[]): Analyzer {
  return {
    ...analyzer,
    async analyze(...delivered) {
      for (let tries = 1; ; tries++) {
        heard.length = 0;
        const outcomes = await analyzer.analyze(...delivered);
        if (tries === TRIES || !LATE.test(JSON.stringify([outcomes, heard]))) return outcomes;
        await wait(520);
      }
    },
  };
}
