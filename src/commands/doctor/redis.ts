import type { RedisHealth } from '../../baseline/redis/health.ts';
import { resolveSecret } from '../../config/secrets.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, clockCheck, fail, ok, warn } from './checks.ts';

/** How long the server's answers are waited for (ms). */
const PATIENCE = 3_000;
const OLDEST_REDIS = 7;
/** As the alarm `redis-memory` of deploy/cdk. */
const NEARLY_FULL = 0.75;
const ROOM = 'give it more memory, or end what floods it (docs/operations.md, A flood)';
const RIGHTS = 'docs/redis.md has the complete ACL line';

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
  const { commandsRefused, latencyMs, role, scriptsRefused, skewMs, tls, version } = health;
  const major = Number.parseInt(version, 10);
  const latency = `${latencyMs.toFixed(1)} ms a round trip`;
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
    ...keepingFindings(health),
    tls
      ? ok('redis-tls', 'on')
      : warn('redis-tls', 'not encrypted', 'use rediss:// unless it is on this host'),
    scriptsRefused === undefined
      ? ok('redis-scripts', 'may be run')
      : fail('redis-scripts', scriptsRefused, 'let the user run EVALSHA and SCRIPT LOAD on keys rw:*'),
    ...permissionFindings(commandsRefused),
    clockCheck('redis-clock', 'Redis', skewMs),
  ];
}

/** Whether what is written stays: with full memory, and after a crash. */
function keepingFindings({ aofFails, appendOnly, evicts, policy, used }: RedisHealth): readonly Check[] {
  const forgets = `maxmemory-policy ${policy}: caps and approvals are forgotten when full`;
  return [
    evicts
      ? fail('redis-memory', forgets, 'set noeviction')
      : ok('redis-memory', policy === 'noeviction' ? policy : `${policy}, but memory has no limit`),
    ...(evicts ? [] : [roomFinding(used)]),
    aofFinding(appendOnly, aofFails),
  ];
}

function aofFinding(appendOnly: boolean, aofFails: boolean): Check {
  if (aofFails)
    return fail(
      'redis-aof',
      'it cannot write its append-only file: it takes nothing more',
      'make room on its disk',
    );
  return appendOnly
    ? ok('redis-aof', 'append-only file on')
    : warn('redis-aof', 'no append-only file: a crash forgets the last minutes', 'set appendonly yes');
}

/** Whether there is room for more. A full server takes nothing: nothing is learned then, and nothing ends by itself. */
function roomFinding(used: number): Check {
  const percent = `${Math.floor(used * 100)} % of maxmemory is used`;
  if (used >= 1) return fail('redis-room', `${percent}: it takes nothing more`, ROOM);
  if (used >= NEARLY_FULL) return warn('redis-room', percent, ROOM);
  return ok('redis-room', used === 0 ? 'memory has no limit' : percent);
}

function permissionFindings(refused: readonly string[] | undefined): readonly Check[] {
  if (refused === undefined) return [];
  if (refused.length === 0) return [ok('redis-permissions', 'every command may be run')];
  const detail = `the user may not run ${refused.join(', ')}`;
  return [
    fail('redis-permissions', detail, `ACL SETUSER … ${refused.map((name) => `+${name}`).join(' ')}`, RIGHTS),
  ];
}
