import { createAct } from './actions/acting.ts';
import { createAlerting } from './actions/alerting.ts';
import { settleActions } from './actions/settling.ts';
import { createSinks } from './alerts.ts';
import { type App, createApp, digest } from './app.ts';
import { createMemoryLedger } from './baseline/memory-ledger.ts';
import { revocationRules } from './config/revocation-rules.ts';
import type { Config } from './config/schema.ts';
import type { Checkpoints } from './core/checkpoints.ts';
import type { Delivery, Take } from './core/delivery.ts';
import { RolewardenError } from './core/errors.ts';
import { type Meter, NO_METER } from './core/meter.ts';
import type { Log } from './core/ports.ts';
import { regionOf, s3Endpoint } from './environment.ts';
import { openExecutors } from './executors.ts';
import { createObjects } from './feeds/objects.ts';
import { createIntake } from './intake.ts';
import { createQuarantine } from './quarantines.ts';
import { configuredStore, openLiveStore } from './store.ts';

/** The line with everything that acts: what the container and the Lambda run. */
export interface Live {
  readonly app: App;
  /** Judges and acts on what was delivered, and says what may be acknowledged. */
  readonly take: Take;
  /** How far streams were read; undefined where the store ends with the process. */
  readonly checkpoints: ((stream: string) => Checkpoints) | undefined;
  /** Puts aside, for people, what no longer can wait to be settled. Throws if it cannot be kept. */
  readonly letGo: (deliveries: readonly Delivery[], reason: string) => Promise<void>;
  /** Reads revocations back, ends those that nobody decided, and follows new descendants. Safe to call at any time. */
  settle(): Promise<void>;
  /** Stops settling, lets what is under way end, and closes every client. */
  close(): Promise<void>;
}

const SETTLE_EVERY = 5_000;
const REFRESH_EVERY = 60_000;

/**
 * Wires a configuration to the live line. Redis may be away: the line then starts degraded. Throws ERR_CONFIG_INVALID
 * if revocations are armed without a store that all workers share.
 */
export async function createLive(options: {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly meter?: Meter;
}): Promise<Live> {
  const { config, environment, log, meter = NO_METER } = options;
  const { folder } = config.revocation.audit;
  if (config.store.url === undefined && folder !== undefined) {
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      'revocation.audit.folder is set, but there is no store: caps and approvals need one that all workers share',
      'name a Redis under store.url, or leave revocation in shadow mode without an audit folder',
    );
  }
  const { link, store } = await openLiveStore(configuredStore(config.store, environment), log);
  const executors = openExecutors(config, environment);
  const revoking =
    link === undefined || folder === undefined ? undefined : executors.revoking(link.ledger, folder);
  const rules = revocationRules(config, digest);
  const own = createMemoryLedger();
  const alerting = createAlerting({
    sinks: createSinks(config.alerts, environment, log),
    ledger: link?.ledger ?? own,
    own,
    log,
  });
  const trusted = new Set(config.revocation.trusted);
  const app = await createApp({
    config,
    log,
    store,
    act: createAct({ rules, alerting, store, log, revoking }),
    meter,
    trusts: (source) => source !== undefined && trusted.has(source),
  });
  const looked = new Set<string>();
  const settle = async () => {
    if (revoking !== undefined) await settleActions({ revoking, alerting, store, log, rules, looked });
  };
  const quarantine = createQuarantine(config.quarantine, log);
  const objects = createObjects({ region: regionOf(environment), ...s3Endpoint(environment) });
  return {
    app,
    checkpoints: link?.checkpoints,
    letGo: async (deliveries, reason) => {
      for (const delivery of deliveries) {
        await quarantine.keep({ delivery, problems: [{ where: delivery.id, reason }] });
        meter.add('quarantined', 1, 'kept');
      }
    },
    take: createIntake({ analyzer: app.analyzer, quarantine, objects, meter, log }),
    settle,
    close: closing({
      settle,
      log,
      active: revoking !== undefined,
      app,
      held: [executors, quarantine, objects],
    }),
  };
}

/** Settles, and reads changed databases and lists, now and then until it is closed. */
function closing(parts: {
  readonly app: App;
  readonly settle: () => Promise<void>;
  readonly log: Log;
  readonly active: boolean;
  readonly held: readonly { close(): void }[];
}): () => Promise<void> {
  const { active, app, held, log, settle } = parts;
  let running: Promise<void> | undefined;
  const turn = () => {
    running ??= settle()
      .catch((reason: unknown) => {
        log.warn({ reason: String(reason) }, 'actions were not settled; tried again');
      })
      .finally(() => {
        running = undefined;
      });
  };
  const timers = [
    setInterval(() => app.locator.refresh(), REFRESH_EVERY).unref(),
    ...(active ? [setInterval(turn, SETTLE_EVERY).unref()] : []),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
    await app.close();
    for (const one of held) one.close();
  };
}
