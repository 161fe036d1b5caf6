import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import { armedRules, checked, suppressionsOf } from './armed.ts';
import { createMemoryStore } from './baseline/memory/store.ts';
import { revocationRules } from './config/revocation-rules.ts';
import type { Config } from './config/schema.ts';
import { compileSettings } from './config/settings.ts';
import type { Act, Escalate } from './core/action/acting.ts';
import { wouldHaveAll } from './core/action/would.ts';
import type { Delivery, Reading } from './core/ports/delivery.ts';
import type { Meter } from './core/ports/meter.ts';
import type { Locator, Log, Store } from './core/ports/ports.ts';
import { fieldOf } from './core/text/json.ts';
import { createLocator, type FileLocator } from './ingest/address/locator.ts';
import { open } from './ingest/envelope/open.ts';
import { normalise, whereOf } from './ingest/record/normalise.ts';
import type { HowToRead } from './ingest/record/services.ts';
import type { Rule } from './rules/define.ts';

/** The engine, ready to judge: the same for every run mode. */
export interface App {
  /** Judges deliveries, or events that you have read yourself, and learns from them. */
  readonly analyzer: Analyzer;
  /** Places addresses, by the databases and lists that the configuration names. */
  readonly locator: FileLocator;
  /** How the configuration wants records to be read, for what reads them itself, as a replay does. */
  readonly how: HowToRead;
  /** Closes the store, even one that you passed; nothing then keeps the process alive. May be called again. */
  close(): Promise<void>;
}

/** Set by the bundler, since a bundle has no package.json beside it. */
declare const ROLEWARDEN_VERSION: string | undefined;

/** The package's version. Only runs of the same version can be compared. */
export const VERSION: string = typeof ROLEWARDEN_VERSION === 'string' ? ROLEWARDEN_VERSION : readVersion();

/** What `createApp` needs. */
export interface AppOptions {
  /** What `parseConfig` or `loadConfig` returned. */
  readonly config: Config;
  readonly log: Log;
  /** Where histories are kept; in this process if left out. */
  readonly store?: Store;
  /** Rules of your own, in addition to the catalogue's: each is on, with its default parameters. */
  readonly rules?: readonly Rule[] | undefined;
  /** Sends alerts and makes revocations. Left out: nothing is done, and findings say what would have been done. */
  readonly act?: Act;
  /** Called for sessions that are still active although they were ended; `createLive` passes its own. */
  readonly escalate?: Escalate | undefined;
  /** Whether events of this source (`Delivery.source`) may lead to revocations: findings then say `trusted`. Left out: none. */
  readonly trusts?: (source: string | undefined) => boolean;
  /** Where measurements go; nowhere if left out. */
  readonly meter?: Meter;
  /**
   * If the store fails, the analyzer throws ERR_STORE_UNAVAILABLE; otherwise findings are degraded until it is back.
   */
  readonly strict?: boolean;
}

/**
 * Makes an analyzer from a configuration. Unless you pass a `store`, histories live in this process: only `createLive`
 * reads `config.store`. Throws ERR_DATABASE or ERR_LIST if a file that the configuration names cannot be used, and
 * ERR_CONFIG_INVALID for a configuration that was not checked, or for two rules with the same id.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log, rules = [], store = createMemoryStore(), strict = false } = options;
  checked(config, rules);
  const how = howToRead(config);
  const locator = await createLocator({
    databases: config.databases,
    lists: config.lists,
    own: config.organisation.networks.map(({ name, cidr }) => ({ name, cidrs: cidr })),
    awsRanges: config.awsRanges,
    log,
  });
  const analyzer = createAnalyzer({
    read: (delivery) => read(delivery, locator, how),
    rules: armedRules(config, rules),
    scoring: config.scoring,
    suppressions: suppressionsOf(config),
    settings: compileSettings(config),
    store,
    act: options.act ?? offline(config),
    escalate: options.escalate,
    trusts: options.trusts,
    meter: options.meter,
    strict,
    log,
    digest,
    version: VERSION,
    configHash: configHashOf(config),
  });
  return { analyzer, locator, how, close: () => analyzer.close() };
}

/** The settings that change how a record is read, as plain data that can be sent to other threads. */
export function howToRead({ identity, sessions }: Pick<Config, 'identity' | 'sessions'>): HowToRead {
  return { watch: sessions === 'watch', separate: identity.directories === 'separate' };
}

/** The `act` of an app that can do nothing: findings say what would have been done. */
function offline(config: Config): Act {
  const rules = revocationRules(config, digest);
  return async (judged) => wouldHaveAll(judged, rules);
}

function read(delivery: Delivery, locator: Locator, how: HowToRead): Reading {
  const { objects, problems, records } = open(delivery.body, delivery.id);
  const events: Reading['events'][number][] = [];
  const bad: Reading['problems'][number][] = problems.map(({ where, reason }) => ({ where, reason }));
  for (const { value, where } of records) {
    const result = normalise(value, locator, how);
    if (result.kind === 'event') events.push(result.event);
    else if (result.kind !== 'other') bad.push({ where: whereOf(where, result), reason: result.reason });
  }
  return { events, problems: bad, objects };
}

/** The short hash of the configuration that is in findings and audit records. */
export function configHashOf(config: Config): string {
  return digest(fingerprint(config));
}

/** The configuration without the places of files, the store and alerts: to move those changes no finding. */
function fingerprint(config: Config): string {
  const { store: _store, alerts: _alerts, quarantine: _quarantine, revocation, ...judging } = config;
  const { audit: _audit, spoke: _spoke, ...acting } = revocation;
  const databases = Object.entries(config.databases).map(([kind, path]) => [kind, basename(path ?? '')]);
  const lists = config.lists.map((list) => ({ ...list, path: basename(list.path) }));
  const awsRanges = basename(config.awsRanges ?? '');
  return JSON.stringify({ ...judging, databases, lists, awsRanges, revocation: acting });
}

/** The first sixteen hexadecimal digits of a text's SHA-256. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(fieldOf(manifest, 'version') ?? 'unknown');
}
