import { createApp } from '../../app.ts';
import type { RedisHealth } from '../../baseline/redis/health.ts';
import { resolveSecret } from '../../config/secrets.ts';
import { SKEW } from '../../core/action/guards.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { DAY } from '../../core/time/days.ts';
import type { Desk } from '../acting/acting.ts';
import { span } from '../acting/words.ts';

/** What one check found. `fix` is empty where nothing has to be done. */
export interface Check {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly fix: readonly string[];
}

export const ok = (check: string, detail: string): Check => ({ check, status: 'ok', detail, fix: [] });
export const warn = (check: string, detail: string, ...fix: readonly string[]): Check => ({
  check,
  status: 'warn',
  detail,
  fix,
});
export const fail = (check: string, detail: string, ...fix: readonly string[]): Check => ({
  check,
  status: 'fail',
  detail,
  fix,
});

const OLD_DATABASE = 60 * DAY;
const PATIENCE = 3_000;
const OLDEST_REDIS = 7;
const RIGHTS = 'docs/redis.md has the complete ACL line';

/** Whether a clock agrees with ours. `skewMs`: that clock minus ours; undefined or NaN if it gives no time. */
export function clockCheck(check: string, whose: string, skewMs: number | undefined): Check {
  if (skewMs === undefined || Number.isNaN(skewMs)) return warn(check, `${whose} states no time`);
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const words = `this host is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} ${whose}`;
  if (Math.abs(skewMs) <= SKEW) return ok(check, seconds < 2 ? `agrees with ${whose}` : words);
  return fail(check, `${words}; the limit is 30 s`, 'run a time service (chrony, systemd-timesyncd) here');
}

/** Whether Redis is reached, and set up as revocations need it. */
export async function redisChecks({ config, environment }: Desk): Promise<readonly Check[]> {
  const { tls, url } = config.store;
  if (url === undefined) {
    const words = 'none is configured: histories live in the process, nothing is ever revoked by itself';
    return [warn('redis', words, 'name one under store.url')];
  }
  try {
    const { redisHealth } = await import('../../baseline/redis/health.ts');
    const address = resolveSecret(url, 'store.url', environment);
    return redisFindings(await redisHealth({ url: address, tls, timeout: PATIENCE }, PATIENCE));
  } catch (thrown) {
    const fix = thrown instanceof RolewardenError ? thrown.remedy : 'check that it runs and may be reached';
    return [fail('redis', reasonOf(thrown), fix)];
  }
}

/** The checks of a Redis server, from what it says of itself. */
export function redisFindings(health: RedisHealth): readonly Check[] {
  const {
    appendOnly,
    commandsRefused,
    evicts,
    latencyMs,
    policy,
    role,
    scriptsRefused,
    skewMs,
    tls,
    version,
  } = health;
  const major = Number.parseInt(version, 10);
  const latency = `${latencyMs.toFixed(1)} ms a round trip`;
  const aclFix = 'let the user run EVALSHA and SCRIPT LOAD on keys rw:*';
  return [
    latencyMs < 50
      ? ok('redis', `reached, ${latency}`)
      : warn('redis', `${latency}: every batch waits for it`),
    major >= OLDEST_REDIS
      ? ok('redis-version', version)
      : fail('redis-version', version || 'unknown', 'use Redis or Valkey 7 or newer'),
    role === 'slave'
      ? fail('redis-role', 'it is a replica', 'name the master')
      : ok('redis-role', role || 'unknown'),
    evicts
      ? fail(
          'redis-memory',
          `maxmemory-policy ${policy}: caps and approvals are forgotten when full`,
          'set noeviction',
        )
      : ok('redis-memory', policy === 'noeviction' ? policy : `${policy}, but memory has no limit`),
    appendOnly
      ? ok('redis-aof', 'append-only file on')
      : warn('redis-aof', 'no append-only file: a crash forgets the last minutes', 'set appendonly yes'),
    tls
      ? ok('redis-tls', 'on')
      : warn('redis-tls', 'not encrypted', 'use rediss:// unless it is on this host'),
    scriptsRefused === undefined
      ? ok('redis-scripts', 'may be run')
      : fail('redis-scripts', scriptsRefused, aclFix),
    ...permissionFindings(commandsRefused),
    clockCheck('redis-clock', 'Redis', skewMs),
  ];
}

function permissionFindings(refused: readonly string[] | undefined): readonly Check[] {
  if (refused === undefined) return [];
  if (refused.length === 0) return [ok('redis-permissions', 'every command may be run')];
  const detail = `the user may not run ${refused.join(', ')}`;
  return [
    fail('redis-permissions', detail, `ACL SETUSER … ${refused.map((name) => `+${name}`).join(' ')}`, RIGHTS),
  ];
}

/** Whether databases and lists load, and how old the databases are. */
export async function dataChecks({ config, log }: Desk, now: number): Promise<readonly Check[]> {
  try {
    const app = await createApp({ config, log });
    const { databases, lists } = app.locator.describe();
    await app.close();
    const aged = databases.map(({ buildDate, kind, path }) => {
      const age = now - Date.parse(buildDate ?? '');
      const words = `${kind} (${path})${Number.isNaN(age) ? '' : `, ${span(age)} old`}`;
      const newer =
        path === 'embedded'
          ? `a newer version of Rolewarden has a newer one; or name a file of yours: databases.${kind}`
          : `replace the file by a newer one: databases.${kind}`;
      return age > OLD_DATABASE ? warn('database', words, newer) : ok('database', words);
    });
    const loaded = lists.map(({ entries, name }) => ok('list', `${name}, ${entries} entries`));
    const none = 'none: threat-listed-address and anonymising-network answer unknown';
    return [...aged, ...(loaded.length === 0 ? [warn('list', none, 'name files under lists')] : loaded)];
  } catch (thrown) {
    const fix = thrown instanceof RolewardenError ? thrown.remedy : 'correct databases and lists';
    return [fail('data', reasonOf(thrown), fix)];
  }
}

/** Whether records of actions can be written: writes a probe, and removes it where it may. */
export async function auditCheck({ config, environment }: Desk): Promise<Check> {
  const { folder } = config.revocation.audit;
  if (folder === undefined) {
    return warn('audit', 'no folder: nothing can be revoked', 'set revocation.audit.folder');
  }
  try {
    const [{ createAudit }, { auditPlace }] = await Promise.all([
      import('../../actions/audit/audit.ts'),
      import('../../effects/audits.ts'),
    ]);
    const place = auditPlace(folder, environment);
    await place.probe();
    // in S3 that takes rights of its own: workers pass over a kill switch that they may not look for
    await createAudit(place).switched();
    return ok('audit', `${folder} can be written and read`);
  } catch (thrown) {
    return fail('audit', reasonOf(thrown), `make ${folder} writable, with room, or name another`);
  }
}
