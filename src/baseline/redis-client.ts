import { readFileSync } from 'node:fs';
import { type RedisOptions as ClientOptions, Cluster, Redis } from 'ioredis';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { parseAddress, type RedisAddress, withoutLogin } from './redis-address.ts';

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
  readonly url: string;
  readonly tls?: RedisTls | undefined;
  /** A command that takes longer has failed; milliseconds. 200 for live use, more where nobody waits. */
  readonly timeout?: number | undefined;
}

/** Any of the three kinds: what follows does not ask which, but for grouping keys by node. */
export type RedisClient = Redis | Cluster;

/** The patience of live use: a batch must not wait longer to learn what is usual. */
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
  // Every state is told through the commands that fail: without a listener the process would end.
  client.on('error', (error: Error) => {
    // Otherwise the client would go on in database 0, among what is somebody else's.
    if (NO_SUCH_DATABASE.test(error.message) && client instanceof Redis) client.disconnect(true);
  });
  return client;
}

function open(address: RedisAddress, shared: Shared, nodes: RedisAddress['nodes']): RedisClient {
  if (address.kind === 'cluster') {
    const { enableOfflineQueue: _queue, retryStrategy: _retry, ...rest } = shared;
    return new Cluster([...nodes], {
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
      redisOptions: rest,
    });
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
    });
  }
  const [node] = nodes;
  return new Redis({ ...shared, ...(node ?? {}), db: address.db });
}

/** Waits until the server answers. Throws ERR_STORE_UNAVAILABLE after `patience` ms; the client keeps trying. */
export async function connected(client: RedisClient, url: string, patience: number): Promise<void> {
  let reason = 'it did not answer';
  const listen = (error: Error) => {
    // What follows a refusal says less than the refusal.
    if (!error.message.startsWith('Stream isn')) reason = reasonOf(error);
  };
  client.on('error', listen);
  client.on('node error', listen);
  const ready = new Promise<boolean>((resolve) => {
    client.once('ready', () => resolve(true));
    setTimeout(() => resolve(false), patience).unref();
  });
  if (client.status === 'wait') client.connect().catch(listen);
  const up = client.status === 'ready' || (await ready);
  client.off('error', listen);
  client.off('node error', listen);
  if (up) return;
  throw new RolewardenError(
    'ERR_STORE_UNAVAILABLE',
    `the store ${withoutLogin(url)} cannot be reached: ${reason}`,
    remedyOf(reason, url),
  );
}

const CHECK = 'check that it runs, that this host may connect, and the user and password';

/** Mistakes with TLS, for which both ports answer, are told by what the connection ended with. */
function remedyOf(reason: string, url: string): string {
  if (!parseAddress(url).tls) {
    const mute = /ECONNRESET|EPIPE|Connection is closed|did not answer/.test(reason);
    return mute ? `if that port speaks TLS, write rediss:// for redis://; else ${CHECK}` : CHECK;
  }
  if (/wrong version number|packet length too long|unexpected message|EPROTO/i.test(reason)) {
    return 'that port does not speak TLS: name the TLS port, or write redis:// for rediss://';
  }
  if (/self.signed|unable to (verify|get)|certificate/i.test(reason)) {
    return 'name the PEM file of the authority that signed the server’s certificate under store.tls.ca, and the name in it, if it is not the host’s, under store.tls.serverName';
  }
  // a server without TLS waits for the end of a line, and says nothing to a greeting of TLS
  return /ETIMEDOUT|did not answer/.test(reason)
    ? `if that port does not speak TLS, name the one that does, or write redis:// for rediss://; else ${CHECK}`
    : CHECK;
}

/** A server that became a replica is left, once for all the refusals of a batch. */
function leaver(): (error: Error) => false | 1 {
  let left = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() - left < 50) return false;
    left = performance.now();
    return 1;
  };
}

function backOff(tries: number): number {
  const most = Math.min(2_000, 50 * 2 ** Math.min(tries, 6));
  return Math.round(most / 2 + (Math.random() * most) / 2);
}

function certificates({ ca, cert, key, serverName }: RedisTls) {
  const read = (path: string | undefined) => {
    if (path === undefined) return undefined;
    try {
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
