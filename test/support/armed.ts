import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Caller, session as sessionOf, user } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole, type RawCloudTrail } from '../../scripts/records.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Target } from '../../src/core/event/target.ts';
import { utc } from '../../src/core/time/days.ts';

/** The source that the armed configuration trusts. */
export const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:rolewarden';

/** A configuration that acts by itself on roles called decoy-*: taking one is conclusive. */
export function armed(redisPort: number, more: Readonly<Record<string, unknown>> = {}): Config {
  const { revocation = {}, ...rest } = more;
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-audit-'));
  return parseConfig(
    {
      databases: DATABASES,
      store: { url: `redis://127.0.0.1:${redisPort}` },
      roles: { decoy: ['arn:aws:iam::*:role/decoy-*'] },
      alerts: [],
      revocation: { mode: 'auto', trusted: [QUEUE], audit: { folder }, ...Object(revocation) },
      ...rest,
    },
    'the test',
  );
}

/** Somebody takes the role just now: the record says the role's real id, as AWS does. */
export function taken(
  target: Target,
  how: {
    readonly session?: string;
    readonly at?: number;
    readonly by?: string;
    readonly caller?: Caller;
  } = {},
): RawCloudTrail {
  const { at = Date.now(), by = 'mallory', session = 'alice' } = how;
  const { caller = user(target.accountId, by) } = how;
  const record = assumeRole({
    by: caller,
    role: { account: target.accountId, name: target.name },
    session,
    account: target.accountId,
    at: utc(at),
    from: address('berlinHome', 1),
    nonce: randomUUID(),
  });
  const issued = new RegExp(`AROA[A-Z0-9]+EXAMPLE(?=:${session}"[^}]*assumed-role/${target.name}/)`, 'g');
  return JSON.parse(JSON.stringify(record).replaceAll(issued, target.uniqueId ?? ''));
}

/** The access key that a record issued. */
export function keyOf(record: RawCloudTrail): string {
  return /"accessKeyId":"(ASIA[A-Z0-9]+)","expiration"/.exec(JSON.stringify(record))?.[1] ?? '';
}

/** The session of one role takes another: quiet by itself. */
export function chained(target: Target, by: Target, key: string, at: number): RawCloudTrail {
  const role = { account: by.accountId, name: by.name };
  const issuedAt = new Date(at - 60_000).toISOString();
  return taken(target, { at, caller: sessionOf({ role, session: 'alice', key, issuedAt }) });
}

/** Writes a configuration as a file for the command line. */
export function configFile(config: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'rolewarden-config-')), 'rolewarden.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}
