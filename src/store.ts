import { forReplay } from './baseline/file/replay-store.ts';
import { createMemoryStore } from './baseline/memory/store.ts';
import type { RedisLink } from './baseline/redis/link.ts';
import type { Ledger } from './core/action/ledger.ts';
import { reasonOf, storeFailed } from './core/errors.ts';
import { HISTORY_KEEP } from './core/history/habit.ts';
import type { IssuedSession } from './core/history/session.ts';
import {
  type Histories,
  type KeptFindings,
  type Log,
  NOTHING_ASKED,
  type Store,
} from './core/ports/ports.ts';
import { type RedisChoice, type StoreChoice, storeWords } from './store-choice.ts';

/** How long a command waits for the server when it starts (ms). */
const PATIENCE = 5_000;
/** How long a command waits for each answer (ms). */
const UNHURRIED = 10_000;
/** How long live use waits for the server when it starts (ms). */
const START = 2_000;

/**
 * A store for a replay: habits are kept where `choice` says, marks and sessions are read from this process alone. Waits
 * ten seconds for each answer. Throws ERR_STORE_UNAVAILABLE, which names the server; so do the store's own methods.
 */
export async function openReplayStore(choice: StoreChoice): Promise<Store> {
  if (choice.kind === 'memory') return createMemoryStore();
  const { store } = await reached(choice);
  return forReplay({
    ...store,
    recall: withStoreName(choice, store.recall),
    learn: withStoreName(choice, store.learn),
  });
}

/** The histories on a server, for commands. Throws ERR_STORE_UNAVAILABLE; so do the methods that ask the server. */
export async function openHistories(choice: RedisChoice): Promise<Histories> {
  const { histories } = await reached(choice);
  return {
    of: withStoreName(choice, histories.of),
    async *all() {
      try {
        yield* histories.all();
      } catch (thrown) {
        throw storeFailed(thrown, `the store ${storeWords(choice)}`);
      }
    },
    add: withStoreName(choice, histories.add),
    forget: withStoreName(choice, histories.forget),
    close: histories.close,
  };
}

/** What `explain` asks a store. */
export interface FindingStore extends Pick<KeptFindings, 'find' | 'idsLike'>, Pick<Ledger, 'action'> {
  /** The session of an access key, and those that were requested with it. */
  sessions(key: string): Promise<readonly IssuedSession[]>;
  close(): Promise<void>;
}

/**
 * Findings that live use has kept, and the state of their actions, whose records `signingKeys` sign. Throws
 * ERR_STORE_UNAVAILABLE.
 */
export async function openFindings(
  choice: RedisChoice,
  signingKeys: readonly string[],
): Promise<FindingStore> {
  const { close, findings, ledger, store } = await reached(choice, signingKeys);
  return {
    find: withStoreName(choice, findings.find),
    idsLike: withStoreName(choice, findings.idsLike),
    sessions: withStoreName(choice, async (key) => {
      const keys = [key, ...(await store.issuedWith(key))];
      return [...(await store.recall({ ...NOTHING_ASKED, sessions: keys })).sessions.values()];
    }),
    action: (id) => ledger.action(id),
    close,
  };
}

/** A store for live use. `link`: the connection that ledger, findings and checkpoints share; undefined for `memory`. */
export interface LiveStore {
  readonly store: Store;
  readonly link: RedisLink | undefined;
}

/** Bounds of a store in memory, about 200 MB: callers choose the names of sessions, so there may be any number. */
const KEPT = { sessions: 200_000, marks: 400_000, days: HISTORY_KEEP } as const;

/**
 * Opens a store for live use. If the server cannot be reached yet, this is logged, and it is used once it answers.
 * `signingKeys`: those of the ledger.
 */
export async function openLiveStore(
  choice: StoreChoice,
  log: Log,
  signingKeys: readonly string[],
): Promise<LiveStore> {
  if (choice.kind === 'memory') return { store: createMemoryStore(KEPT), link: undefined };
  const { openRedis } = await redisClient();
  const link = openRedis(choice, signingKeys);
  try {
    await link.ready(START);
  } catch (thrown) {
    log.warn(
      { reason: reasonOf(thrown) },
      'the store is unavailable at the start: findings are degraded and nothing is learned until it is back',
    );
  }
  return { store: link.store, link };
}

/** Loads the Redis client only when one is named: it would be a third of a replay's code, and most replays use none. */
const redisClient = () => import('./baseline/redis/link.ts');

async function reached(choice: RedisChoice, signingKeys: readonly string[] = []): Promise<RedisLink> {
  const { openRedis } = await redisClient();
  const link = openRedis({ ...choice, timeout: UNHURRIED }, signingKeys);
  try {
    await link.ready(PATIENCE);
    return link;
  } catch (thrown) {
    await link.close();
    throw thrown;
  }
}

/** Wraps `ask` so that a failure is ERR_STORE_UNAVAILABLE and names the store. */
function withStoreName<A extends readonly unknown[], T>(
  choice: RedisChoice,
  ask: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  return async (...args) => {
    try {
      return await ask(...args);
    } catch (thrown) {
      throw storeFailed(thrown, `the store ${storeWords(choice)}`);
    }
  };
}
