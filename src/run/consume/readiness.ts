import { openRedis } from '../../baseline/redis/link.ts';
import { isArmed, modesOf } from '../../config/modes.ts';
import type { Config } from '../../config/schema.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Feed, FeedHealth } from '../../core/ports/feed.ts';
import { type StoreChoice, storeWords } from '../../store-choice.ts';
import type { Readiness } from './health.ts';

/** Answers `/readyz`. */
export interface ReadinessCheck {
  /** Asks the store at most every two seconds, so that frequent probes do not burden it. */
  check(): Promise<Readiness>;
  close(): Promise<void>;
}

/** How long an answer of the store counts, and how long it may take (ms). */
const FRESH = 2_000;
const PATIENCE = 1_000;
/** An access key id that does not exist: it only matters whether the store answers. */
const NOBODY = 'readiness';

/** Checks whether all that the consumer needs is there. It asks the store through a connection of its own. */
export function createReadiness(parts: {
  readonly config: Config;
  readonly choice: StoreChoice;
  readonly feed: Feed;
}): ReadinessCheck {
  const { choice, config, feed } = parts;
  const link = choice.kind === 'redis' ? openRedis(choice) : undefined;
  const words = storeWords(choice);
  const ask = async (): Promise<FeedHealth> => {
    if (link === undefined) return { ok: true, detail: 'memory: histories are lost when the process ends' };
    try {
      await link.ready(PATIENCE);
      await link.store.issuedWith(NOBODY);
      const nothing = await link.takesNothing();
      if (nothing !== undefined) return { ok: false, detail: `${words} takes nothing: ${nothing}` };
      return { ok: true, detail: `${words} answers` };
    } catch (thrown) {
      return { ok: false, detail: reasonOf(thrown) };
    }
  };
  let answer: { readonly at: number; readonly store: Promise<FeedHealth> } | undefined;
  return {
    async check() {
      const now = performance.now();
      if (answer === undefined || now - answer.at > FRESH) answer = { at: now, store: ask() };
      const store = await answer.store;
      return { feed: feed.health(), store, acting: actingOf(config, store) };
    },
    async close() {
      await link?.close();
    },
  };
}

/** Whether the revocations that the configuration asks for could be carried out. */
function actingOf(config: Config, store: FeedHealth): FeedHealth {
  const modes = modesOf(config.revocation);
  if (!isArmed(modes)) {
    return { ok: true, detail: `${modes.join(', ')}: nothing is ended` };
  }
  if (!config.revocation.enabled) return { ok: true, detail: 'switched off by revocation.enabled' };
  if (config.revocation.audit.folder === undefined) {
    return { ok: false, detail: 'armed, but revocation.audit.folder is not set: nothing is ended' };
  }
  return store.ok
    ? { ok: true, detail: `armed: ${modes.join(', ')}` }
    : { ok: false, detail: 'nothing is ended while the store is lost or takes nothing' };
}
