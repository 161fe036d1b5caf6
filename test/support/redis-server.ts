import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Running, run } from './processes.ts';

/** A server so started writes what it is told to disk, every second. */
export const AOF = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

/** A redis-server of the test's own on a free port, without persistence unless `more` says so. */
export async function startRedis(more: readonly string[] = [], wanted?: number): Promise<Running> {
  const port = wanted ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-redis-'));
  const quiet = ['--save', '', '--appendonly', 'no', '--dir', folder, '--enable-debug-command', 'local'];
  return run('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...quiet, ...more], port);
}
