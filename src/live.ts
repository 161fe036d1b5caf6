import { createAct } from './actions/ending/acting.ts';
import { createEscalate } from './actions/following/surviving.ts';
import { type App, createApp } from './app.ts';
import { nameOfKey } from './baseline/redis/ledger-seal.ts';
import type { Config } from './config/schema.ts';
import { signingKeysOf } from './config/secrets.ts';
import { RolewardenError } from './core/errors.ts';
import type { Checkpoints } from './core/ports/checkpoints.ts';
import type { Delivery, Take } from './core/ports/delivery.ts';
import { type Meter, NO_METER } from './core/ports/meter.ts';
import type { Log } from './core/ports/ports.ts';
import type { Executors } from './effects/executors.ts';
import { actingParts, type Ends, openEnds } from './live/ends.ts';
import { createIntake } from './live/intake.ts';
import { settleAloud } from './live/settle-aloud.ts';
import { createTurn } from './live/turn.ts';
import { keepUp } from './live/upkeep.ts';
import type { Rule } from './rules/define.ts';
import { type LiveStore, openLiveStore } from './store.ts';
import { configuredStore, storeWords } from './store-choice.ts';

/** The engine with alerts and revocations: what the container and the Lambda function run. */
export interface Live {
  /** What judges and learns. Deliveries go to `take`, not to its analyzer: that would not say which may be acknowledged. */
  readonly app: App;
  /** Judges deliveries, acts on them, and says which may be acknowledged. */
  readonly take: Take;
  /** Opens the store of how far a stream was read, by the stream's ARN; undefined without Redis. */
  readonly checkpoints: ((stream: string) => Checkpoints) | undefined;
  /** Quarantines a delivery that can no longer wait to be settled. Throws if it cannot be kept. */
  readonly letGo: (delivery: Delivery, reason: string) => Promise<void>;
  /**
   * Verifies revocations in IAM, lets proposals expire that nobody decided on, and follows sessions that were issued
   * since. Happens every five seconds by itself, unless the process is frozen. May be called at any time. Never throws:
   * a store that cannot be asked is logged, once.
   */
  settle(): Promise<void>;
  /** Calls STS GetCallerIdentity, so that at least this event must arrive through CloudTrail. Never throws. */
  canary(): Promise<void>;
  /** Stops settling, waits for `settle` if it is running, and closes every client. */
  close(): Promise<void>;
}

/** What `createLive` needs. */
export interface LiveOptions {
  /** What `parseConfig` or `loadConfig` returned. */
  readonly config: Config;
  /** `process.env`: what `${env:NAME}` in the configuration stands for, and the AWS region and endpoints. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Where measurements go; nowhere if left out. */
  readonly meter?: Meter;
  /** Rules of your own, in addition to the catalogue's. */
  readonly rules?: readonly Rule[];
}

/**
 * Makes the live engine from a configuration, with its alerts, its store and its revocations. If Redis cannot be
 * reached, it starts degraded. Throws ERR_CONFIG_INVALID if revocations are armed without a store that all workers
 * share, or if an environment variable that the configuration names is not set; ERR_STORE_URL for an invalid store
 * address; and whatever `createApp` throws.
 */
export async function createLive(options: LiveOptions): Promise<Live> {
  const { config, environment, log } = options;
  const { folder } = config.revocation.audit;
  if (config.store.url === undefined && folder !== undefined) {
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      'revocation.audit.folder is set, but there is no store: caps and approvals need one that all workers share',
      'name a Redis under store.url, or leave revocation in shadow mode without an audit folder',
    );
  }
  const keys = signingKeysOf(config.revocation, environment);
  if (keys.length > 0)
    log.info({ keys: keys.map(nameOfKey) }, 'records of revocations are signed with the first of these keys');
  const choice = configuredStore(config.store, environment);
  const ends = openEnds(options);
  let stored: LiveStore | undefined;
  try {
    stored = await openLiveStore(choice, log, keys);
    return await wire(options, { ...ends, ...stored, words: storeWords(choice) });
  } catch (thrown) {
    await stored?.store.close();
    for (const end of ends.held) end.close();
    throw thrown;
  }
}

/** `words`: how people call the store. */
async function wire(
  options: LiveOptions,
  parts: Ends & LiveStore & { readonly words: string },
): Promise<Live> {
  const { config, log, meter = NO_METER } = options;
  const { executors, held, link, objects, quarantine, store, words } = parts;
  const { alerting, revoking, rules } = actingParts(options, parts);
  const sources = new Set(config.revocation.trusted);
  const app = await createApp({
    config,
    log,
    store,
    rules: options.rules,
    act: createAct({ rules, alerting, store, log, revoking }),
    escalate: revoking && createEscalate({ rules, alerting, log, revoking }),
    meter,
    trusts: (source) => source !== undefined && sources.has(source),
  });
  const turn = createTurn({ revoking, alerting, store, log, meter, rules });
  return {
    ...keepUp({ settle: settleAloud({ settle: turn, store: words, log }), app, held }),
    app,
    checkpoints: link?.checkpoints,
    letGo: (delivery, reason) => quarantine.keep({ delivery, problems: [{ where: delivery.id, reason }] }),
    take: createIntake({
      analyzer: app.analyzer,
      quarantine,
      objects,
      findings: link?.findings,
      watch: app.how.watch,
      meter,
      log,
    }),
    canary: () => callSts(executors, log),
  };
}

async function callSts({ assumer }: Executors, log: Log): Promise<void> {
  const me = await assumer.whoAmI();
  if (me.kind === 'known') return;
  log.warn({ reason: me.diagnosis.message }, 'STS was not reached: no canary comes back from this call');
}
