import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import { createMemoryStore } from './baseline/memory.ts';
import { revocationRules } from './config/revocation-rules.ts';
import { ruleSettings } from './config/rule-schemas.ts';
import type { Config } from './config/schema.ts';
import { compileSettings, suppressionMatcher } from './config/settings.ts';
import type { Act, Escalate } from './core/acting.ts';
import type { Delivery, Reading } from './core/delivery.ts';
import type { Meter } from './core/meter.ts';
import type { Locator, Log, Store } from './core/ports.ts';
import { wouldHaveAll } from './core/would.ts';
import { createLocator, type FileLocator } from './ingest/locator.ts';
import { type HowToRead, normalise, placeOf } from './ingest/normalise.ts';
import { open } from './ingest/open.ts';
import type { ArmedRule } from './panel.ts';
import { CATALOGUE } from './rules/catalogue.ts';
import type { Suppression } from './scoring/context.ts';

/** The wired product: the same engine for every run mode. */
export interface App {
  readonly analyzer: Analyzer;
  readonly locator: FileLocator;
  /** How records are to be read: pass it to `normalise`. */
  readonly how: HowToRead;
  close(): Promise<void>;
}

/** Written in by the bundler, which puts no package.json beside the code. */
declare const ROLEWARDEN_VERSION: string | undefined;

/** The package's version: part of what makes two runs comparable. */
export const VERSION: string = typeof ROLEWARDEN_VERSION === 'string' ? ROLEWARDEN_VERSION : readVersion();

/**
 * Wires a configuration to an analyzer. Without a store of your own, histories live in the process.
 * Throws ERR_DATABASE or ERR_LIST if a file that the configuration names cannot be used.
 */
export async function createApp(options: {
  readonly config: Config;
  readonly log: Log;
  readonly store?: Store;
  /** Alerts and revocations: `live.ts` gives them. Left out: nothing is done, and findings say what would have been. */
  readonly act?: Act;
  /** Hears of sessions that live on though they were ended: `live.ts` gives it. */
  readonly escalate?: Escalate | undefined;
  readonly trusts?: (source: string | undefined) => boolean;
  readonly meter?: Meter;
  /** A store that fails ends the work with ERR_STORE_UNAVAILABLE; otherwise findings are degraded until it is back. */
  readonly strict?: boolean;
}): Promise<App> {
  const { config, log, store = createMemoryStore(), strict = false } = options;
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
    rules: armedRules(config),
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

/** What of a configuration changes how a record is read. Plain data: other threads are sent it. */
export function howToRead({ identity, sessions }: Pick<Config, 'identity' | 'sessions'>): HowToRead {
  return { watch: sessions === 'watch', separate: identity.directories === 'separate' };
}

/** Without an executor: findings say what would have been done. */
function offline(config: Config): Act {
  const rules = revocationRules(config, digest);
  return async (judged) => wouldHaveAll(judged, rules);
}

/** Standing suppressions and windows of announced work, compiled. */
function suppressionsOf({ suppressions, maintenance }: Config): readonly Suppression[] {
  const standing = suppressions.map(({ id, reason, until, rules, ...patterns }) => ({
    kind: 'suppression' as const,
    id,
    reason,
    from: Number.NEGATIVE_INFINITY,
    until: Date.parse(until),
    rules: new Set(rules),
    matches: suppressionMatcher(patterns),
  }));
  const windows = maintenance.map(({ id, reason, from, until, ...patterns }) => ({
    kind: 'maintenance' as const,
    id,
    reason,
    from: Date.parse(from),
    until: Date.parse(until),
    rules: new Set<string>(),
    matches: suppressionMatcher(patterns),
  }));
  return [...standing, ...windows];
}

/** Every rule that is not off, its parameters bound. */
function armedRules(config: Config): readonly ArmedRule[] {
  return CATALOGUE.flatMap((rule) => {
    const { mode, overrides } = ruleSettings(config.rules, rule.id);
    return mode === 'off' ? [] : [{ rule, judge: rule.bind(overrides), mode }];
  });
}

function read(delivery: Delivery, locator: Locator, how: HowToRead): Reading {
  const { objects, problems, records } = open(delivery.body, delivery.id);
  const events: Reading['events'][number][] = [];
  const bad: Reading['problems'][number][] = problems.map(({ where, reason }) => ({ where, reason }));
  for (const { value, where } of records) {
    const result = normalise(value, locator, how);
    if (result.kind === 'event') events.push(result.event);
    else if (result.kind !== 'other') bad.push({ where: placeOf(where, result), reason: result.reason });
  }
  return { events, problems: bad, objects };
}

/** A short hash of the configuration, as findings and audit records carry it. */
export function configHashOf(config: Config): string {
  return digest(fingerprint(config));
}

/** The configuration without addresses: moving a folder or the store, or another place for alerts, changes no finding. */
function fingerprint(config: Config): string {
  const { store: _store, alerts: _alerts, quarantine: _quarantine, revocation, ...judging } = config;
  const { audit: _audit, spoke: _spoke, ...acting } = revocation;
  const databases = Object.entries(config.databases).map(([kind, path]) => [kind, basename(path ?? '')]);
  const lists = config.lists.map((list) => ({ ...list, path: basename(list.path) }));
  const awsRanges = basename(config.awsRanges ?? '');
  return JSON.stringify({ ...judging, databases, lists, awsRanges, revocation: acting });
}

/** First sixteen hex of a text's SHA-256: the same on every machine. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return named ? String(manifest.version) : 'unknown';
}
