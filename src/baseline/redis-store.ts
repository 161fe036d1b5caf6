import type { Checkpoints } from '../core/checkpoints.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Histories, KeptFindings, Store } from '../core/ports.ts';
import { createRedisStore } from './redis.ts';
import { createRedisCheckpoints } from './redis-checkpoints.ts';
import { connected, createClient, LIVE_TIMEOUT, type RedisOptions } from './redis-client.ts';
import { createRedisFindings } from './redis-findings.ts';
import { createRedisHistories } from './redis-histories.ts';
import { createRedisLedger } from './redis-ledger.ts';
import { createRunner } from './redis-runner.ts';

/** A connection to Redis: what the store, the ledger and the baseline commands share. */
export interface RedisLink {
  readonly store: Store;
  readonly histories: Histories;
  readonly ledger: Ledger;
  readonly findings: KeptFindings;
  /** How far a stream was read, by its ARN. */
  checkpoints(stream: string): Checkpoints;
  /** Waits for the server at most `patience` ms. Throws ERR_STORE_UNAVAILABLE; the link keeps trying all the same. */
  ready(patience: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a link. Throws ERR_STORE_URL for an address that is none. */
export function openRedis(options: RedisOptions): RedisLink {
  const client = createClient(options);
  const timeout = 1.5 * (options.timeout ?? LIVE_TIMEOUT);
  const runner = createRunner(client, timeout);
  // of its own: what the ledger fails at must not keep the line from its histories
  const records = createRunner(client, timeout);
  const close = async () => client.disconnect();
  return {
    store: createRedisStore(runner, close),
    histories: createRedisHistories(client, runner, close),
    ledger: createRedisLedger(records),
    findings: createRedisFindings(records),
    checkpoints: (stream) => createRedisCheckpoints(runner, stream),
    ready: (patience) => connected(client, options.url, patience),
    close,
  };
}
