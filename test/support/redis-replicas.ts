import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, type Running, run } from './processes.ts';
import { redisCli } from './redis-cluster.ts';
import { startRedis } from './redis-server.ts';

/** The name under which the sentinel knows the primary. */
export const SENTINEL_GROUP = 'rolewarden';

/** A primary and its replica, to be failed over by hand or by the sentinel. */
export interface RedisPair {
  readonly primary: Running;
  readonly replica: Running;
  /** `undefined` unless it was asked for. */
  readonly sentinel: Running | undefined;
  /** From now on the sentinel takes for down what is silent for half a second. */
  impatient(): Promise<void>;
  /** Makes a server a primary, at once and by hand (REPLICAOF NO ONE). */
  promote(server: Running): Promise<void>;
  /** Makes a server the replica of another and waits until their link is up. What only it knew is lost. */
  demote(server: Running, under: Running): Promise<void>;
  stop(): Promise<void>;
}

/** Looks at a server until it is as wanted: minutes. */
const TRIES = 4_000;

/** How to start a pair. */
export interface PairOptions {
  /** Adds a sentinel with a quorum of 1, which takes nobody for down until `impatient` is called. */
  readonly sentinel?: boolean;
  /** More options for both servers, such as `--min-replicas-to-write 1`. */
  readonly more?: readonly string[];
  /** The port under which the replica seeks its primary: that of a proxy, so as to cut their link. */
  readonly through?: (primaryPort: number) => Promise<number>;
}

/** Starts a primary with one replica whose first synchronisation is done; kill one with its `stop()`. */
export async function startRedisPair(options: PairOptions = {}): Promise<RedisPair> {
  const more = ['--repl-diskless-sync-delay', '0', ...(options.more ?? [])];
  const primary = await startRedis(more);
  const started: Running[] = [primary];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    const link = (await options.through?.(primary.port)) ?? primary.port;
    const replica = await startRedis([...more, '--replicaof', `127.0.0.1 ${link}`]);
    started.push(replica);
    await linked(replica.port);
    const sentinel = options.sentinel === true ? await startSentinel(primary.port) : undefined;
    if (sentinel !== undefined) started.push(sentinel);
    const impatient = async () => {
      const port = sentinel?.port ?? 0;
      await redisCli(port, ['sentinel', 'set', SENTINEL_GROUP, 'down-after-milliseconds', '500']);
    };
    return { primary, replica, sentinel, impatient, promote, demote, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Waits until the replica has everything that its primary has now. */
export async function caughtUp({ primary, replica }: RedisPair): Promise<void> {
  const said = await redisCli(primary.port, ['info', 'replication']);
  const wanted = Number(/master_repl_offset:(\d+)/.exec(said)?.[1]);
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await redisCli(replica.port, ['info', 'replication']);
    if (Number(/slave_repl_offset:(\d+)/.exec(answer)?.[1]) >= wanted) return;
    await wait(25);
  }
  throw new Error('the replica never caught up');
}

async function promote(server: Running): Promise<void> {
  await redisCli(server.port, ['replicaof', 'no', 'one']);
}

async function demote(server: Running, under: Running): Promise<void> {
  await redisCli(server.port, ['replicaof', '127.0.0.1', String(under.port)]);
  await linked(server.port);
}

async function linked(port: number): Promise<void> {
  await until(port, ['info', 'replication'], /master_link_status:up/, 'never met its primary');
}

/** A sentinel rewrites its configuration, so it has a file of its own; returns once it knows the replica. */
async function startSentinel(primaryPort: number): Promise<Running> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-sentinel-'));
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${SENTINEL_GROUP} 127.0.0.1 ${primaryPort} 1`,
    `sentinel down-after-milliseconds ${SENTINEL_GROUP} 300000`,
    `sentinel failover-timeout ${SENTINEL_GROUP} 3000`,
    `sentinel parallel-syncs ${SENTINEL_GROUP} 1`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const sentinel = await run('redis-server', [file, '--sentinel'], port);
  // INFO of a sentinel names the replicas it has found: slaves=1
  await until(port, ['info', 'sentinel'], /status=ok,.*slaves=1/, 'never found the replica');
  return sentinel;
}

async function until(port: number, ask: readonly string[], wanted: RegExp, fault: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (wanted.test(await redisCli(port, ask))) return;
    await wait(50);
  }
  throw new Error(`the server on port ${port} ${fault}`);
}
