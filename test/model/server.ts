import { vi } from 'vitest';
import { createClient } from '../../src/baseline/redis/client.ts';
import { connected } from '../../src/baseline/redis/ready.ts';
import { createRunner, type Runner } from '../../src/baseline/redis/runner.ts';
import { startRedis } from '../support/redis-server.ts';
import { timeOfJob } from './job.ts';

/** One Redis for many worlds, each with keys of its own. */
export interface ModelServer {
  readonly runner: Runner;
  stop(): Promise<void>;
}

/** On a busy machine an answer may take long; troubles are drawn, and never real. */
const TIMEOUT = 30_000;

/** Starts it. Within a job Date.now says what its world's clock says; commands, which say on stderr what they warn of, are quiet. */
export async function startModelServer(): Promise<ModelServer> {
  const real = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => timeOfJob() ?? real());
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const redis = await startRedis();
  const url = `redis://127.0.0.1:${redis.port}`;
  const client = createClient({ url, timeout: TIMEOUT });
  await connected(client, url, TIMEOUT);
  return {
    runner: createRunner(client, TIMEOUT, 64),
    async stop() {
      vi.restoreAllMocks();
      client.disconnect();
      await redis.stop();
    },
  };
}
