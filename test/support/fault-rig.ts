import { onTestFinished } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole, type RawCloudTrail } from '../../scripts/records.ts';
import type { Analyzer } from '../../src/analyzer.ts';
import { createApp } from '../../src/app.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { Log, Store } from '../../src/core/ports/ports.ts';
import { utc } from '../../src/core/time/days.ts';
import type { Running } from './processes.ts';
import { startRedis } from './redis-server.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';
import { type Witness, witness } from './witness.ts';

/** A server, the proxy before it, and a link through the proxy. */
export interface FaultRig {
  readonly server: Running;
  readonly proxy: TcpProxy;
  /** Through the proxy. */
  readonly link: RedisLink;
  readonly seen: Witness;
  /** To the server itself, with patience: how a test looks at what is kept. */
  readonly direct: RedisLink;
}

/** A time-out for tests of what is answered, not of how soon. */
export const PATIENT = 60_000;

/** Starts one; everything ends with the test. The link through the proxy is as in live use, or as patient as said. */
export async function startRig(more: readonly string[] = [], timeout?: number): Promise<FaultRig> {
  const server = await startRedis(more);
  onTestFinished(() => server.stop());
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  const link = await linked(proxy.port, timeout);
  const direct = await linked(server.port, PATIENT);
  const seen = witness(link.store);
  onTestFinished(() => seen.close());
  return { server, proxy, link, seen, direct };
}

/** A link that is ready, and closed with the test. */
export async function linked(port: number, timeout?: number): Promise<RedisLink> {
  const link = openRedis({ url: `redis://127.0.0.1:${port}`, timeout });
  onTestFinished(() => link.close());
  await link.ready(PATIENT);
  return link;
}

const A = '111122223333';

/** A role taken from Berlin; of BreakGlassAdmin a rule says so without any history. */
export function taken(name: string, minute: number, by = 'dave'): RawCloudTrail {
  const at = utc(Date.UTC(2026, 2, 2, 9, minute));
  const role = { account: A, name };
  return assumeRole({ at, by: user(A, by), from: address('berlinHome'), account: A, role, session: 's' });
}

/** The whole line on a store. What it logged as errors is kept. */
export interface Line {
  readonly analyzer: Analyzer;
  readonly errors: readonly object[];
  /** Judges records as one delivery: the findings. */
  judge(...records: readonly RawCloudTrail[]): Promise<readonly Finding[]>;
}

/** The line on a store, as `createApp` builds it. */
export async function lineOn(store: Store): Promise<Line> {
  const errors: object[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (fields) => void errors.push(fields) };
  const { analyzer } = await createApp({ config: parseConfig({ databases: DATABASES }, 'test'), log, store });
  return {
    analyzer,
    errors,
    async judge(...records) {
      const outcomes = await analyzer.analyze([{ id: 'd', body: { Records: records } }]);
      return outcomes.flatMap(({ findings }) => findings);
    },
  };
}
