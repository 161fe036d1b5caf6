import { createAct } from './actions/acting.ts';
import { createAlerting } from './actions/alerting.ts';
import { settleActions } from './actions/settling.ts';
import { measureStanding } from './actions/standing.ts';
import { createEscalate } from './actions/surviving.ts';
import { createTurns } from './actions/turns.ts';
import { createSinks } from './alerts.ts';
import { type App, createApp, digest } from './app.ts';
import { createMemoryLedger } from './baseline/memory-ledger.ts';
import { revocationRules } from './config/revocation-rules.ts';
import type { Config } from './config/schema.ts';
import type { Checkpoints } from './core/checkpoints.ts';
import type { Delivery, Take } from './core/delivery.ts';
import { RolewardenError } from './core/errors.ts';
import { type Meter, NO_METER } from './core/meter.ts';
import type { Log, Objects, Quarantine, Store } from './core/ports.ts';
import { regionOf, s3Endpoint } from './environment.ts';
import { type Executors, openExecutors } from './executors.ts';
import { createObjects } from './feeds/objects.ts';
import { createIntake } from './intake.ts';
import { createQuarantine } from './quarantines.ts';
import { configuredStore, type LiveStore, openLiveStore } from './store.ts';
import { type Closing, keepUp } from './upkeep.ts';

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
  const sinks = createSinks(config.alerts, environment, log);
  const executors = openExecutors(config, environment);
  const quarantine = createQuarantine(config.quarantine, log);
  const objects = createObjects({ region: regionOf(environment), ...s3Endpoint(environment) });
  const held = [...sinks, executors, quarantine, objects];
  const { link, store } = await openLiveStore(configuredStore(config.store, environment), log);
  try {
    return await wire({ config, log, meter, sinks, executors, quarantine, objects, held, link, store });
  } catch (thrown) {
    await store.close();
    for (const one of held) one.close();
    throw thrown;
  }
}

async function wire(parts: {
  readonly config: Config;
  readonly log: Log;
  readonly meter: Meter;
  readonly sinks: ReturnType<typeof createSinks>;
  readonly executors: Executors;
  readonly quarantine: Quarantine;
  readonly objects: Objects;
  readonly held: readonly Closing[];
  readonly link: LiveStore['link'];
  readonly store: Store;
}): Promise<Live> {
  const { config, executors, held, link, log, meter, objects, quarantine, sinks, store } = parts;
  const { audit, trusted } = config.revocation;
  const revoking =
    link === undefined || audit.folder === undefined
      ? undefined
      : executors.revoking(link.ledger, audit.folder);
  const rules = revocationRules(config, digest);
  const own = createMemoryLedger();
  const alerting = createAlerting({ sinks, ledger: link?.ledger ?? own, own, log });
  const sources = new Set(trusted);
  const app = await createApp({
    config,
    log,
    store,
    act: createAct({ rules, alerting, store, log, revoking }),
    escalate: revoking && createEscalate({ rules, alerting, log, revoking }),
    meter,
    trusts: (source) => source !== undefined && sources.has(source),
  });
  const looked = new Set<string>();
  const turns = revoking && createTurns(revoking.ledger);
  const settle = async () => {
    if (revoking === undefined || turns === undefined) return;
    await settleActions({ revoking, alerting, store, log, rules, looked, turns });
    await measureStanding(revoking, turns.waiting(), meter);
  };
  return {
    app,
    checkpoints: link?.checkpoints,
    letGo: async (deliveries, reason) => {
      for (const delivery of deliveries) {
        await quarantine.keep({ delivery, problems: [{ where: delivery.id, reason }] });
      }
    },
    take: createIntake({
      analyzer: app.analyzer,
      quarantine,
      objects,
      findings: link?.findings,
      watch: app.how.watch,
      meter,
      log,
    }),
    settle,
    close: keepUp({ settle: revoking === undefined ? undefined : settle, log, app, held }),
  };
}
