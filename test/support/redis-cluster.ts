import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, type Running } from './processes.ts';
import { startRedis } from './redis-server.ts';

/** A Redis Cluster of three masters, without replicas: a killed node's slots are down. */
export interface RedisCluster {
  readonly nodes: readonly Running[];
  stop(): Promise<void>;
}

const SIZE = 3;
const exec = promisify(execFile);

/**
 * Starts three servers on free ports, joins them, and waits until every one says `cluster_state:ok`. `through` gives
 * the port under which a node tells clients to find it: that of a proxy.
 */
export async function startRedisCluster(
  more: readonly string[] = [],
  through: (port: number) => Promise<number> = async (port) => port,
): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: SIZE }, () => startNode(more, through)));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await exec('redis-cli', [
      '--cluster',
      'create',
      ...addresses,
      '--cluster-replicas',
      '0',
      '--cluster-yes',
    ]);
    for (const { port } of nodes) await agreed(port);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { nodes, stop };
}

/** The bus has a free port of its own: the customary port + 10000 may be taken, or above 65535. */
async function startNode(
  more: readonly string[],
  through: (port: number) => Promise<number>,
): Promise<Running> {
  const [port, bus] = [await freePort(), await freePort()];
  const announced = ['--cluster-announce-port', String(await through(port))];
  return startRedis(['--cluster-enabled', 'yes', '--cluster-port', String(bus), ...announced, ...more], port);
}

async function agreed(port: number): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    const info = await redisCli(port, ['cluster', 'info']);
    if (/cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${SIZE}`)) return;
    await wait(50);
  }
  throw new Error(`the node on port ${port} never saw the cluster whole`);
}

/** Runs redis-cli against a server of this machine and gives what it printed. */
export async function redisCli(port: number, args: readonly string[]): Promise<string> {
  const { stdout } = await exec('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...args]);
  return stdout.trim();
}
