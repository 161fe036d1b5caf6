import type { Ledger } from '../../core/action/ledger.ts';
import type { Checkpoints } from '../../core/ports/checkpoints.ts';
import type { Histories, KeptFindings, Store } from '../../core/ports/ports.ts';
import { createRedisCheckpoints } from './checkpoints.ts';
import { createClient, LIVE_TIMEOUT, type RedisOptions } from './client.ts';
import { createRedisFindings } from './findings.ts';
import { createRedisHistories } from './histories.ts';
import { readInfo, whyNoWrites } from './info.ts';
import { createRedisLedger } from './ledger.ts';
import { connected } from './ready.ts';
import { textOf } from './replies.ts';
import { createRunner } from './runner.ts';
import { createRedisStore } from './store.ts';

export type { Ledger } from '../../core/action/ledger.ts';
export type { RedisOptions, RedisTls } from './client.ts';

/** What may wait for the server at once. The line asks once for a batch of events, the ledger is asked for every finding. */
const WAITING = { batches: 64, findings: 2_000 } as const;

/** A connection to Redis: what the store, the ledger and the baseline commands share. */
export interface RedisLink {
  readonly store: Store;
  readonly histories: Histories;
  readonly ledger: Ledger;
  readonly findings: KeptFindings;
  /** How far the stream with this ARN was read. */
  checkpoints(stream: string): Checkpoints;
  /** Why the server, or one of a cluster's, takes no writes though it answers; undefined if it takes them. */
  takesNothing(): Promise<string | undefined>;
  /** Connects, and waits at most `patience` ms for the server. Then throws ERR_STORE_UNAVAILABLE, but the link keeps trying. */
  ready(patience: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a link that is not connected yet: call `ready` once. Throws ERR_STORE_URL for an invalid address,
 * ERR_STORE_UNAVAILABLE for a certificate that cannot be read. `signingKeys`: see `createRedisLedger`.
 */
export function openRedis(options: RedisOptions, signingKeys: readonly string[] = []): RedisLink {
  const client = createClient(options);
  const timeout = 1.5 * (options.timeout ?? LIVE_TIMEOUT);
  const runner = createRunner(client, timeout, WAITING.batches);
  // a runner of its own: while the ledger fails, the line must still reach its histories
  const records = createRunner(client, timeout, WAITING.findings);
  const close = async () => client.disconnect();
  return {
    store: createRedisStore(runner, close),
    histories: createRedisHistories(client, runner, close),
    ledger: createRedisLedger(records, signingKeys),
    findings: createRedisFindings(records),
    checkpoints: (stream) => createRedisCheckpoints(runner, stream),
    async takesNothing() {
      const replies = await records.each({ name: 'INFO' });
      const said = replies.map((reply) => whyNoWrites(readInfo(textOf(reply) ?? '')));
      return said.find((reason) => reason !== undefined);
    },
    ready: (patience) => connected(client, options.url, patience),
    close,
  };
}
