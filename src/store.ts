import { createMemoryStore } from './baseline/memory.ts';
import { parseAddress, withoutLogin } from './baseline/redis-address.ts';
import type { RedisTls } from './baseline/redis-client.ts';
import type { RedisLink } from './baseline/redis-store.ts';
import { forReplay } from './baseline/replay-store.ts';
import { resolveSecret } from './config/secrets.ts';
import type { StoreConfig } from './config/store-schema.ts';
import { RolewardenError, reasonOf } from './core/errors.ts';
import type { Histories, KeptFindings, Log, Store } from './core/ports.ts';
import type { Environment } from './environment.ts';

/** Where histories are kept: in the process, or in Redis. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | { readonly kind: 'redis'; readonly url: string; readonly tls: RedisTls | undefined };

/** How long a command waits for a server at its start, and then for each answer; live use has no time for either. */
const PATIENCE = 5_000;
const UNHURRIED = 10_000;
const START = 2_000;

/** What a configuration names. Throws ERR_CONFIG_INVALID or ERR_STORE_URL, never with the password. */
export function configuredStore({ url, tls }: StoreConfig, environment: Environment): StoreChoice {
  if (url === undefined) return { kind: 'memory' };
  const choice = redisAt(resolveSecret(url, 'store.url', environment), tls);
  if (tls === undefined || choice.tls !== undefined) return choice;
  throw new RolewardenError(
    'ERR_STORE_URL',
    `store.tls is given, but the address in store.url is ${withoutLogin(choice.url)}`,
    'write rediss:// in place of redis://, or remove store.tls',
  );
}

/** What `--store` names: `memory`, an address, or `${env:NAME}`. Certificates are the configuration's. */
export function namedStore(text: string, { tls }: StoreConfig, environment: Environment): StoreChoice {
  return text === 'memory' ? { kind: 'memory' } : redisAt(resolveSecret(text, '--store', environment), tls);
}

function redisAt(url: string, tls: RedisTls | undefined): Extract<StoreChoice, { readonly kind: 'redis' }> {
  return { kind: 'redis', url, tls: parseAddress(url).tls ? tls : undefined };
}

/** A store for people: without its login. */
export function storeWords(choice: StoreChoice): string {
  return choice.kind === 'memory' ? 'memory' : withoutLogin(choice.url);
}

/**
 * A store as a replay uses it: habits where the choice says, marks and sessions in the process. It waits long for an
 * answer, and a failure names the server. Throws ERR_STORE_UNAVAILABLE.
 */
export async function openReplayStore(choice: StoreChoice): Promise<Store> {
  if (choice.kind === 'memory') return createMemoryStore();
  const { store } = await reached(choice);
  return forReplay({
    ...store,
    recall: named(choice, store.recall),
    learn: named(choice, store.learn),
  });
}

/** The histories of a server, as people look at them. Throws ERR_STORE_UNAVAILABLE, at any of its questions too. */
export async function openHistories(choice: StoreChoice & { readonly kind: 'redis' }): Promise<Histories> {
  const { histories } = await reached(choice);
  return {
    of: named(choice, histories.of),
    async *all() {
      try {
        yield* histories.all();
      } catch (thrown) {
        throw unavailable(choice, thrown);
      }
    },
    add: named(choice, histories.add),
    forget: named(choice, histories.forget),
    close: histories.close,
  };
}

/** Findings that a live line has kept. Throws ERR_STORE_UNAVAILABLE. */
export async function openFindings(
  choice: StoreChoice & { readonly kind: 'redis' },
): Promise<Pick<KeptFindings, 'find' | 'idsLike'> & { close(): Promise<void> }> {
  const { close, findings } = await reached(choice);
  return { find: named(choice, findings.find), idsLike: named(choice, findings.idsLike), close };
}

/** A store for live use, and the link to its server that a ledger shares; no link where the store is the process. */
export interface LiveStore {
  readonly store: Store;
  readonly link: RedisLink | undefined;
}

/** Opens a store for live use. A server that is not there at the start is said once, and joined when it is. */
export async function openLiveStore(choice: StoreChoice, log: Log): Promise<LiveStore> {
  if (choice.kind === 'memory') return { store: createMemoryStore(), link: undefined };
  const { openRedis } = await redisClient();
  const link = openRedis(choice);
  try {
    await link.ready(START);
  } catch (thrown) {
    log.warn(
      { reason: reasonOf(thrown) },
      'the store is not there at the start: findings are degraded and nothing is learned until it is',
    );
  }
  return { store: link.store, link };
}

/** The client is a third of what a replay would load, and most have no Redis: it is read when one is named. */
const redisClient = () => import('./baseline/redis-store.ts');

async function reached(choice: StoreChoice & { readonly kind: 'redis' }): Promise<RedisLink> {
  const { openRedis } = await redisClient();
  const link = openRedis({ ...choice, timeout: UNHURRIED });
  try {
    await link.ready(PATIENCE);
    return link;
  } catch (thrown) {
    await link.close();
    throw thrown;
  }
}

function named<A extends readonly unknown[], T>(
  choice: StoreChoice,
  ask: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  return async (...args) => {
    try {
      return await ask(...args);
    } catch (thrown) {
      throw unavailable(choice, thrown);
    }
  };
}

function unavailable(choice: StoreChoice, cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_STORE_UNAVAILABLE',
    `the store ${storeWords(choice)} failed: ${reasonOf(cause)}`,
    'run the same again when it answers: what was learned is not learned twice',
    { cause },
  );
}
