import { readFileSync, statSync } from 'node:fs';
import { type RedisOptions as ClientOptions, type Cluster, Redis } from 'ioredis';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { mustBeFile } from '../../core/text/file-kind.ts';
import { pauseAfter } from '../../core/time/waiting.ts';
import { parseAddress, type RedisAddress } from './address.ts';
import { GuardedConnector, GuardedSentinelConnector } from './connector.ts';
import { GuardedCluster, guardAsking } from './guarded-cluster.ts';

/** Certificates for a server that the system does not trust by itself; paths of PEM files. */
export interface RedisTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the certificate must carry, if it is not the host's. */
  readonly serverName?: string | undefined;
}

/** How to reach Redis. */
export interface RedisOptions {
  /** `redis://[user:password@]host[:port][/db]`; `rediss` is TLS, `redis+cluster` and `redis+sentinel` name several hosts. */
  readonly url: string;
  readonly tls?: RedisTls | undefined;
  /** A command that takes longer has failed; milliseconds. 200 if left out; give more where nobody waits. */
  readonly timeout?: number | undefined;
}

/** One server, one behind Sentinel, or a cluster: only what groups keys by node asks which. */
export type RedisClient = Redis | Cluster;

/** For live use, in milliseconds: a batch must not wait longer to hear what is usual. */
export const LIVE_TIMEOUT = 200;

const NO_SUCH_DATABASE = /DB index is out of range|SELECT is not allowed|'select' command/;

type Shared = typeof SAFE &
  Pick<ClientOptions, 'reconnectOnError' | 'commandTimeout' | 'username' | 'password' | 'tls'>;

/**
 * What was measured to be needed so that a command that failed is never sent later, nothing queues without bound while
 * the server is away, and a server that became a replica is left at once.
 */
const SAFE = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 1_000,
  socketTimeout: 5_000,
  // a silent server does not close the connection either
  disconnectTimeout: 250,
  keepAlive: 5_000,
  lazyConnect: true,
  retryStrategy: backOff,
} as const satisfies ClientOptions;

/** Opens nothing yet: the first `connect` does. Throws ERR_STORE_URL or ERR_STORE_UNAVAILABLE (a certificate). */
export function createClient({ url, tls, timeout = LIVE_TIMEOUT }: RedisOptions): RedisClient {
  const address = parseAddress(url);
  const { username, password, nodes } = address;
  const login = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  const secure = address.tls ? { tls: certificates(tls ?? {}) } : {};
  const shared = { ...SAFE, reconnectOnError: leaver(), commandTimeout: timeout, ...login, ...secure };
  const client = open(address, shared, nodes);
  // Whoever sends a command hears that it failed. Without a listener the event would end the process.
  client.on('error', (error: Error) => {
    // Otherwise the client would go on in database 0, among somebody else's keys.
    if (NO_SUCH_DATABASE.test(error.message) && client instanceof Redis) client.disconnect(true);
  });
  return client;
}

function open(address: RedisAddress, shared: Shared, nodes: RedisAddress['nodes']): RedisClient {
  if (address.kind === 'cluster') {
    const { enableOfflineQueue: _queue, retryStrategy: _retry, ...rest } = shared;
    return new GuardedCluster([...nodes], {
      enableOfflineQueue: false,
      lazyConnect: true,
      slotsRefreshTimeout: 1_000,
      clusterRetryStrategy: backOff,
      // A slot on the move, or a node just lost: asked again a few times within the batch's patience.
      maxRedirections: 4,
      retryDelayOnClusterDown: 40,
      retryDelayOnFailover: 40,
      // The certificate carries the node's name, so the name is what is connected to.
      ...(address.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
      redisOptions: { ...rest, Connector: GuardedConnector },
    }).on('+node', guardAsking);
  }
  if (address.kind === 'sentinel') {
    const { master, db } = address;
    return new Redis({
      ...shared,
      db,
      sentinels: [...nodes],
      name: master,
      enableTLSForSentinelMode: address.tls,
      ...(shared.tls === undefined ? {} : { sentinelTLS: shared.tls }),
      sentinelRetryStrategy: backOff,
      // one that takes connections and says nothing must not keep the next from being asked
      sentinelCommandTimeout: SAFE.connectTimeout,
      Connector: GuardedSentinelConnector,
    });
  }
  const [node] = nodes;
  return new Redis({ ...shared, ...(node ?? {}), db: address.db, Connector: GuardedConnector });
}

/** Leaves a server that has become a replica: once, however many commands of a batch it refuses. */
function leaver(): (error: Error) => false | 1 {
  let left = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() - left < 50) return false;
    left = performance.now();
    return 1;
  };
}

/** Milliseconds until the client connects again after so many failures. */
function backOff(failures: number): number {
  return Math.round(pauseAfter(failures, 100, 2_000));
}

function certificates({ ca, cert, key, serverName }: RedisTls) {
  const read = (path: string | undefined) => {
    if (path === undefined) return undefined;
    try {
      mustBeFile(path, statSync(path));
      return readFileSync(path);
    } catch (cause) {
      throw new RolewardenError(
        'ERR_STORE_UNAVAILABLE',
        `cannot read the certificate ${path}: ${reasonOf(cause)}`,
        'correct store.tls, or leave it out where the system trusts the server',
        { cause },
      );
    }
  };
  const parts = { ca: read(ca), cert: read(cert), key: read(key), servername: serverName };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
